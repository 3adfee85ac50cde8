namespace CallGrains.Storage.Tests;

/// <summary>
/// Which of several appends to one grain fit, wherever it turns out to stand: the same as one by one.
/// </summary>
public sealed class GrainRunTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "5 6 8")]
    [InlineData(6, "6 8")]
    [InlineData(7, "")]
    [InlineData(8, "8")]
    public void Appends_fit_one_after_the_other_from_where_the_grain_stands(long stands, string fitting)
    {
        var appends = new[] { Append(5, 1), Append(5, 1), Append(6, 2), Append(3, 1), Append(8, 1) };
        var run = Load(appends);
        Assert.Equal(fitting.Length > 0, run.Plan(stands));
        Assert.Equal(fitting, string.Join(' ', run.Fitting.Select(it => it.Append.ExpectedSequence)));
        if (run.Fitting.Count > 0)
        {
            run.Settle();
        }

        AssertLikeOneByOne(appends, run.Fitting, stands);
    }

    [Fact]
    public void A_chain_ends_with_its_first_append_that_does_not_fit()
    {
        var chain = new AppendChain();
        var appends = new[] { Append(4, 1, chain), Append(5, 1), Append(6, 1, chain), Append(6, 1) };
        var run = Load(appends);
        Assert.True(run.Plan(5));
        run.Settle();
        Assert.Equal([appends[1], appends[3]], run.Fitting);
        Assert.True(chain.IsBroken);
    }

    [Fact]
    public void An_append_whose_chain_is_broken_already_is_not_even_asked_about()
    {
        var chain = new AppendChain();
        chain.Break();
        var append = Append(0, 1, chain);
        Assert.False(Load(append).Plan());
        append.Complete();
        Assert.IsType<JournalConflictException>(append.Task.Exception!.InnerException);
    }

    [Fact]
    public void A_chain_that_breaks_after_the_commit_does_not_take_back_what_was_written()
    {
        var chain = new AppendChain();
        var append = Append(0, 1, chain);
        var run = Load(append);
        Assert.True(run.Plan());
        chain.Break();
        run.Settle();
        append.Complete();
        Assert.True(append.Task.IsCompletedSuccessfully);
    }

    private static PendingAppend Append(long expected, int entries, AppendChain? chain = null) => new(new JournalAppend(
        expected,
        Enumerable.Repeat(new StoredEntry(new byte[1], default), entries).ToList(),
        new GrainSummary { Address = Samples.Call(1), Sequence = expected + entries })
    {
        Chain = chain,
    });

    private static GrainRun Load(params IEnumerable<PendingAppend> appends)
    {
        var run = new GrainRun();
        run.Begin("call/c-1");
        foreach (var append in appends)
        {
            run.Add(append);
        }

        return run;
    }

    private static void AssertLikeOneByOne(PendingAppend[] appends, IReadOnlyList<PendingAppend> fitting, long stands)
    {
        foreach (var append in appends)
        {
            append.Complete();
            var fits = append.Append.ExpectedSequence == stands;
            stands = fits ? append.Append.Summary.Sequence : stands;
            Assert.Equal(fits, append.Task.IsCompletedSuccessfully);
            Assert.Equal(fits, fitting.Contains(append));
            Assert.True(fits || append.Task.Exception!.InnerException is JournalConflictException conflict && conflict.Actual == stands);
        }
    }
}
