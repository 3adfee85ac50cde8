namespace CallGrains.Simulator.Gathers;

internal static class Keypad
{
    public static bool IsKey(char key) => key is (>= '0' and <= '9') or (>= 'A' and <= 'D') or '*' or '#';
}
