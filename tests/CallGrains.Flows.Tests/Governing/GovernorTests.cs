using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Governing;

/// <summary>Limits, order and learning, in virtual time.</summary>
public sealed class GovernorTests : IDisposable
{
    private static readonly RateLimit OneASecond = new(1, TimeSpan.FromSeconds(1));
    private static readonly RateLimit TenInTen = new(10, TimeSpan.FromSeconds(10));
    private readonly VirtualTimeProvider _time = new();
    private readonly Governor _governor;

    public GovernorTests() => _governor = new Governor(_time);

    public void Dispose() => _governor.Dispose();

    [Fact]
    public void Sixty_new_calls_at_once_go_ten_in_any_ten_seconds()
    {
        var asked = Enumerable.Range(0, 60).Select(_ => Ask(RatePriority.New, ("new-call", TenInTen))).ToList();

        var granted = new List<(TimeSpan At, Asked Asked)>();
        for (var second = 0; asked.Exists(a => !a.IsGranted) && second < 100; second++)
        {
            granted.AddRange(asked.Where(a => a.TakeAnswer()).Select(a => (TimeSpan.FromSeconds(second), a)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        granted.AddRange(asked.Where(a => a.TakeAnswer()).Select(a => (TimeSpan.FromSeconds(100), a)));
        Assert.Equal(60, granted.Count);
        Assert.All(granted, g => Assert.InRange(granted.Count(o => o.At >= g.At && o.At < g.At + TimeSpan.FromSeconds(10)), 1, 10));
        Assert.Equal(asked, granted.Select(g => g.Asked));
        Assert.InRange(asked[^1].Waited, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(56));
    }

    [Fact]
    public void A_use_counts_from_its_grant_to_a_window_after_its_answer()
    {
        var first = Ask(RatePriority.Live, ("calls", OneASecond));
        var second = Ask(RatePriority.Live, ("calls", OneASecond));

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(second.IsGranted);
        first.TakeAnswer();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(second.IsGranted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(second.IsGranted);
        Assert.Equal(TimeSpan.FromSeconds(4), second.Waited);
    }

    [Fact]
    public void A_request_that_hangs_holds_the_others_up_for_five_seconds_and_a_window_at_most()
    {
        Ask(RatePriority.Live, ("calls", OneASecond));
        var next = Ask(RatePriority.Live, ("calls", OneASecond));

        _time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromTicks(1));
        Assert.False(next.IsGranted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsGranted);
    }

    [Fact]
    public void Urgent_goes_first_and_new_calls_last_and_within_a_priority_who_came_first()
    {
        Ask(RatePriority.Live, ("calls", OneASecond)).TakeAnswer();
        Asked[] asked =
        [
            Ask(RatePriority.Background, ("calls", OneASecond)), Ask(RatePriority.New, ("new-call", TenInTen)), Ask(RatePriority.Live, ("calls", OneASecond)),
            Ask(RatePriority.Live, ("calls", OneASecond)), Ask(RatePriority.Urgent, ("calls", OneASecond)), Ask(RatePriority.Urgent, ("calls", OneASecond)),
        ];

        // No call is begun while the last live request waits; with that it goes, for the question does not hold it
        // back.
        Assert.Equal([asked[4], asked[5], asked[2], asked[1], asked[3], asked[0]], Order(asked));
    }

    [Fact]
    public void A_question_never_overtakes_a_command_however_long_it_has_waited()
    {
        Ask(RatePriority.Live, ("calls", OneASecond)).TakeAnswer();
        var question = Ask(RatePriority.Background, ("calls", OneASecond));
        for (var i = 0; i < 100; i++)
        {
            var command = Ask(RatePriority.Live, ("calls", OneASecond));
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(command.IsGranted);
            command.TakeAnswer();
        }

        Assert.False(question.IsGranted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(question.IsGranted);
    }

    [Fact]
    public void Ten_thousand_questions_in_the_queue_do_not_delay_a_command()
    {
        Ask(RatePriority.Live, ("calls", OneASecond)).TakeAnswer();
        var questions = Enumerable.Range(0, 10_000).Select(_ => Ask(RatePriority.Background, ("calls", OneASecond))).ToList();
        _time.Advance(TimeSpan.FromSeconds(1));
        var granted = questions.Single(q => q.IsGranted);
        var command = Ask(RatePriority.Live, ("calls", OneASecond));
        granted.TakeAnswer();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(command.IsGranted);
        Assert.Single(questions, q => q.IsGranted);
    }

    [Fact]
    public void Other_limits_are_not_held_up()
    {
        var numbers = new RateLimit(1, TimeSpan.FromSeconds(1));
        Ask(RatePriority.New, ("new-call", TenInTen), ("from/1", numbers)).TakeAnswer();
        var same = Ask(RatePriority.New, ("new-call", TenInTen), ("from/1", numbers));
        var other = Ask(RatePriority.New, ("new-call", TenInTen), ("from/2", numbers));
        _time.Advance(TimeSpan.Zero);

        Assert.False(same.IsGranted);
        Assert.True(other.IsGranted);
    }

    [Fact]
    public void A_batch_waits_until_it_has_room_and_is_not_overtaken()
    {
        var single = Ask(RatePriority.Live, ("message", TenInTen));
        single.TakeAnswer();
        var batch = Acquire(RatePriority.Live, new RateUse("message", "message", TenInTen, 10));
        var after = Ask(RatePriority.Live, ("message", TenInTen));

        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(batch.IsGranted || after.IsGranted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(batch.IsGranted);
        Assert.False(after.IsGranted);
    }

    [Fact]
    public void After_a_refusal_nothing_goes_until_the_reset_and_then_less_for_a_while()
    {
        var refused = Ask(RatePriority.Live, ("calls", OneASecond));
        refused.Turn.Refused(TimeSpan.FromSeconds(7));
        refused.TakeAnswer();
        var next = Ask(RatePriority.Live, ("calls", OneASecond));
        var unlimited = Ask(RatePriority.Live, ("other", null));

        _time.Advance(TimeSpan.FromSeconds(7) - TimeSpan.FromTicks(1));
        Assert.False(next.IsGranted);
        Assert.True(unlimited.IsGranted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.TakeAnswer());

        // The window is half as long again, less a tenth of that for the answer that went well.
        var slower = Ask(RatePriority.Live, ("calls", OneASecond));
        _time.Advance(TimeSpan.FromSeconds(1.4));
        Assert.False(slower.IsGranted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(slower.IsGranted);
    }

    [Fact]
    public void Without_a_limit_only_the_carrier_holds_back()
    {
        var all = Enumerable.Range(0, 1000).Select(_ => Ask(RatePriority.Live, ("calls", null))).ToList();
        Assert.All(all, a => Assert.True(a.IsGranted));

        all[0].Turn.Refused(TimeSpan.FromSeconds(2));
        var later = Ask(RatePriority.Live, ("calls", null));
        Assert.False(later.IsGranted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(later.IsGranted);
    }

    [Fact]
    public async Task Who_gives_up_loses_the_place_and_counts_for_nothing()
    {
        Ask(RatePriority.Live, ("calls", OneASecond)).TakeAnswer();
        using var stop = new CancellationTokenSource();
        var gone = Acquire(RatePriority.Live, stop.Token, new RateUse("calls", "calls", OneASecond));
        var next = Ask(RatePriority.Live, ("calls", OneASecond));
        await stop.CancelAsync();

        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.Task);
        Assert.True(next.IsGranted);
        next.Turn.GiveBack();
        Assert.True(Ask(RatePriority.Live, ("calls", OneASecond)).IsGranted);
    }

    private List<Asked> Order(Asked[] asked)
    {
        var order = new List<Asked>();
        for (var step = 0; order.Count < asked.Length && step < 200; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            order.AddRange(asked.Where(a => a.TakeAnswer()));
        }

        return order;
    }

    private Asked Ask(RatePriority priority, params (string Key, RateLimit? Limit)[] uses) =>
        Acquire(priority, [.. uses.Select(u => new RateUse(u.Key, u.Key, u.Limit))]);

    private Asked Acquire(RatePriority priority, params RateUse[] uses) => Acquire(priority, CancellationToken.None, uses);

    private Asked Acquire(RatePriority priority, CancellationToken stop, params RateUse[] uses) =>
        new(_governor.AcquireAsync(new RateRequest("account", priority, uses), stop).AsTask());

    /// <summary>
    /// A request that was asked for. Whether it goes is known the moment time stands still: its turn is given, or it is
    /// in the queue.
    /// </summary>
    private sealed class Asked(Task<IRateLease> task)
    {
        private bool _answered;

        public Task<IRateLease> Task => task;

        public bool IsGranted => Granted(task);

        public IRateLease Turn => task.Result;

        public TimeSpan Waited => task.Result.Waited;

        /// <summary>The carrier answers at once; true the first time.</summary>
        public bool TakeAnswer()
        {
            if (_answered || !IsGranted)
            {
                return false;
            }

            Turn.Dispose();
            return _answered = true;
        }

        private static bool Granted(Task<IRateLease> task) => task.IsCompletedSuccessfully;
    }
}
