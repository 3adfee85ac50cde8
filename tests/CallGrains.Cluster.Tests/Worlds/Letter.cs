namespace CallGrains.Cluster.Tests;

/// <summary>One call of a grain.</summary>
internal sealed class Letter(int id, GrainId to)
{
    public int Id => id;

    public GrainId To => to;

    public LetterPlace Place { get; set; }
}

/// <summary>Where a letter is.</summary>
internal enum LetterPlace
{
    /// <summary>On its way there, or waiting for its turn there.</summary>
    Going,

    /// <summary>
    /// The grain's turn is this letter's: that is the world's own business, for which virtual time may have to pass.
    /// </summary>
    There,

    /// <summary>On its way back.</summary>
    Returning,
}
