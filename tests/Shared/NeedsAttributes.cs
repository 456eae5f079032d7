using System.Reflection;
using Xunit.Sdk;

namespace Shoal.Interop;

/// <summary>A test that is skipped, saying why, when one of the programs it starts is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = Programs.WhyAbsent(needs);
    }

    public string[] Needs { get; }
}

/// <summary>The same for a theory: what every row needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = Programs.WhyAbsent(needs);
    }

    public string[] Needs { get; }
}

/// <summary>A row whose first value names the program that this row alone needs.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RowAttribute : DataAttribute
{
    public RowAttribute(string program, params object[] values)
    {
        Program = program;
        Values = values;
        Skip = Programs.WhyAbsent(program);
    }

    public string Program { get; }

    public object[] Values { get; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Program, .. Values]];
}
