namespace CallGrains.Simulator.Rest;

/// <summary>What a request's body may be.</summary>
internal enum BodyKind
{
    Object,
    ObjectOrList,
    Raw,

    /// <summary>Whatever it is, it says nothing: everything is in the query.</summary>
    Ignored,
}
