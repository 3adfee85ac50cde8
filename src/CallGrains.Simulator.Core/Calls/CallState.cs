namespace CallGrains.Simulator.Calls;

internal enum CallState
{
    Started,
    Active,
    Transferring,
    Rejected,
    Completed,
}
