namespace CallGrains.Tool.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Check">Where it looked: <c>settings</c>, <c>files</c>, <c>database</c> and so on.</param>
/// <param name="Severity">Whether it is a fault.</param>
/// <param name="Text">What is so, and of what is none what to do.</param>
internal sealed record Finding(string Check, Severity Severity, string Text)
{
    public static Finding Ok(string check, string text) => new(check, Severity.Ok, text);

    public static Finding Warn(string check, string text) => new(check, Severity.Warn, text);

    public static Finding Fail(string check, string text) => new(check, Severity.Fail, text);
}

/// <summary>How a finding counts.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Somebody should look at it; no fault by itself.</summary>
    Warn,

    /// <summary>A fault: the exit code is 1.</summary>
    Fail,
}
