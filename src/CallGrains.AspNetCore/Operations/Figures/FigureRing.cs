namespace CallGrains.AspNetCore.Operations;

/// <summary>One number for each of the last steps. Safe for many threads.</summary>
internal sealed class FigureRing(int steps)
{
    private readonly Lock _gate = new();
    private readonly double[] _points = new double[steps];
    private long _step;

    /// <summary>Adds to the running step.</summary>
    public void Add(long step, double value)
    {
        lock (_gate)
        {
            _points[At(step)] += value;
        }
    }

    /// <summary>The largest value of the running step.</summary>
    public void Max(long step, double value)
    {
        lock (_gate)
        {
            var at = At(step);
            _points[at] = Math.Max(_points[at], value);
        }
    }

    /// <summary>All steps up to this one, the oldest first.</summary>
    public double[] Read(long step)
    {
        lock (_gate)
        {
            var last = At(step);
            return [.. _points[(last + 1)..], .. _points[..(last + 1)]];
        }
    }

    /// <summary>Where a step's number is. Those between the last one and this one were without anything.</summary>
    private int At(long step)
    {
        for (var empty = Math.Max(_step + 1, step - steps + 1); empty <= step; empty++)
        {
            _points[empty % steps] = 0;
        }

        _step = Math.Max(_step, step);
        return (int)(_step % steps);
    }
}
