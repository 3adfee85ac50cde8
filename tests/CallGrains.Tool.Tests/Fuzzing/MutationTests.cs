using CallGrains.TestSupport.Programs;
namespace CallGrains.Tool.Tests.Fuzzing;

/// <summary>
/// The fuzzer is worth something: bugs that are put into the kernel on purpose are found, each within 3,000 seeds, over
/// the simulated network of each carrier; a short run tries two of them over the one that is fuzzed by default.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Seeds = 3000;

    /// <summary>
    /// At Telnyx a conference begins with a call in it and ends when the last one leaves: nobody can forget to end it.
    /// </summary>
    private const string WithoutEffectAtTelnyx = "keep-a-deserted-conference";

    [Theory, InlineData("Bandwidth"), InlineData("Telnyx")]
    public void Each_bug_that_is_put_into_the_kernel_is_found(string carrier)
    {
        Assert.SkipUnless(Campaign.IsFull || carrier == "Bandwidth", "Takes minutes: ./callgrains test --full runs it.");
        using var kernel = new MutatedKernel();
        Assert.Null(kernel.Fuzz(null, Campaign.Of(full: Seeds, brief: 100), carrier).Violation);

        var missed = new List<string>();
        foreach (var bug in Mutations.Names.Where((name, i) => i % Campaign.Of(full: 1, brief: 17) == 0 && !(carrier == "Telnyx" && name == WithoutEffectAtTelnyx)))
        {
            var (violation, seeds) = kernel.Fuzz(bug, Seeds, carrier);
            output.WriteLine($"{bug} over {carrier}: {(violation is null ? "NOT FOUND" : $"after {seeds} seeds: {violation.Split('\n')[0]}")}");
            if (violation is null)
            {
                missed.Add(bug);
            }
        }

        Assert.True(Mutations.Names.Count >= 20, "at least 20 bugs");
        Assert.True(missed.Count == 0, $"not found within {Seeds} seeds: {string.Join(", ", missed)}");
    }
}
