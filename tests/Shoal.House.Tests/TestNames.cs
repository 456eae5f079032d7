using System.Text.RegularExpressions;

namespace Shoal.House;

/// <summary>The tests there are, as <c>Class</c> and <c>Class.Method</c>; documents may only name these.</summary>
internal static partial class TestNames
{
    private static readonly Lazy<HashSet<string>> All = new(Collect);

    public static bool Exist(string name) => All.Value.Contains(name);

    private static HashSet<string> Collect()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Tree.Sources("tests"))
        {
            var source = Tree.Read(path);
            if (!TestAttribute().IsMatch(source)) continue;
            foreach (Match type in ClassName().Matches(source))
            {
                names.Add(type.Groups[1].Value);
                foreach (Match method in MethodName().Matches(source)) names.Add($"{type.Groups[1].Value}.{method.Groups[1].Value}");
            }
        }

        return names;
    }

    [GeneratedRegex(@"^\s*\[\w*(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*public (?:async )?(?:void|Task) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex MethodName();
}
