using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Applications.Tests;

/// <summary>A database's password comes from a file, and stands in nothing that is shown.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void The_first_line_is_the_password()
    {
        File.WriteAllText(_file, "top=se;cret\nnot this\n");

        Assert.Contains("Password=\"top=se;cret\"", SecretFile.Complete("Host=db;Database=calls", _file), StringComparison.Ordinal);
        Assert.Equal("Host=db", SecretFile.Complete("Host=db", null));
    }

    [Fact]
    public void One_that_is_missing_is_told_with_its_key()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(["CallGrains:Journal=memory", "CallGrains:JournalPasswordFile=/nowhere/password"]));

        Assert.Contains("CallGrains:JournalPasswordFile is '/nowhere/password'", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);
}
