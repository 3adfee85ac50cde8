using CallGrains.Simulator.Media;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Recordings;

/// <summary>Makes MP3 of recordings with <c>lame</c>, where that is installed.</summary>
internal sealed class Mp3Encoder(SoundProgram program)
{
    private static readonly string[] Arguments = ["--silent", "-b", "16", "-", "-"];

    /// <summary>Refuses what cannot be made.</summary>
    public void Require(string format)
    {
        if (format == "mp3" && !program.IsThere)
        {
            throw ApiError.NotSimulated("Recording as MP3 without the program 'lame' (install it, or send recordingFileFormat wav)");
        }
    }

    /// <summary>Null when the program fails.</summary>
    public async Task<MediaFile?> EncodeAsync(MediaFile wav)
    {
        using var recorded = new MemoryStream();
        await wav.WriteAsync(recorded, CancellationToken.None);
        var made = await program.RunAsync(Arguments, recorded.ToArray());
        return made is null ? null : MediaFile.Of("audio/mpeg", null, made);
    }
}
