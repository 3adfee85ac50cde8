using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Memory;

/// <summary>
/// Finds the handler of a path as a web server does: of two patterns the one that says more of a part counts.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class RouteMatcher(RouteTable routes)
{
    private static readonly ConcurrentDictionary<string, Pattern> Patterns = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [.. routes.All.Select(route => new Entry(route, Patterns.GetOrAdd(route.Pattern, text => new Pattern(text)))).OrderBy(entry => entry.Rank, StringComparer.Ordinal)];
    private readonly ConcurrentDictionary<int, List<Entry>> _ofLength = new();

    /// <summary>False when nothing is there for the method.</summary>
    public bool TryFind(string method, string[] parts, [NotNullWhen(true)] out RestHandler? handler, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values)
    {
        foreach (var entry in _ofLength.GetOrAdd(parts.Length, length => _entries.FindAll(entry => entry.Pattern.Fits(length))))
        {
            if ((entry.Route.Method is null || entry.Route.Method == method) && entry.Pattern.Matches(parts))
            {
                (handler, values) = (entry.Route.Handler, entry.Pattern.Values(parts));
                return true;
            }
        }

        (handler, values) = (null, null);
        return false;
    }

    private sealed class Entry(Route route, Pattern pattern)
    {
        public Route Route => route;

        public Pattern Pattern => pattern;

        public string Rank { get; } = pattern.Rank + (route.Method is null ? 'z' : 'a');
    }

    /// <summary>A path's pattern, read once for all networks of the process.</summary>
    private sealed class Pattern
    {
        private readonly Part[] _parts;
        private readonly int _fixedParts;

        public Pattern(string text)
        {
            _parts = [.. text.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Part.Of)];
            _fixedParts = TakesTheRest ? _parts.Length - 1 : _parts.Length;
            Rank = string.Concat(_parts.Select(part => part.Rank));
        }

        public string Rank { get; }

        private bool TakesTheRest => _parts is [.., { Rank: 'd' }];

        public bool Fits(int length) => TakesTheRest ? length >= _fixedParts : length == _fixedParts;

        public bool Matches(string[] parts)
        {
            for (var at = 0; at < _fixedParts; at++)
            {
                if (!_parts[at].Matches(parts[at]))
                {
                    return false;
                }
            }

            return true;
        }

        public Dictionary<string, string> Values(string[] parts)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var at = 0; at < _parts.Length; at++)
            {
                if (_parts[at] is { Name: { } name } part)
                {
                    values[name] = part.Rank == 'd' ? string.Join('/', parts[at..]) : parts[at][..^part.Text.Length];
                }
            }

            return values;
        }
    }

    /// <summary>
    /// Ranks: a literal <c>a</c>, a parameter with an ending <c>b</c>, a parameter <c>c</c>, the rest <c>d</c>.
    /// </summary>
    private sealed record Part(char Rank, string? Name, string Text)
    {
        public static Part Of(string pattern)
        {
            if (!pattern.StartsWith('{'))
            {
                return new Part('a', null, pattern);
            }

            var end = pattern.IndexOf('}', StringComparison.Ordinal);
            var (name, after) = (pattern[1..end], pattern[(end + 1)..]);
            return name.StartsWith("**", StringComparison.Ordinal) ? new Part('d', name[2..], "") : new Part(after.Length > 0 ? 'b' : 'c', name, after);
        }

        public bool Matches(string part) => Name is null
            ? part.Equals(Text, StringComparison.OrdinalIgnoreCase)
            : part.Length > Text.Length && part.EndsWith(Text, StringComparison.OrdinalIgnoreCase);
    }
}
