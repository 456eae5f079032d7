using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Shoal.Benchmarks;

/// <summary>GB/s, for benchmarks that say how many bytes a call is.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);
    public string ColumnName => "GB/s";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 0;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;
    public string Legend => "10^9 bytes a second on one core";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var bytes = benchmarkCase.Descriptor.Type.GetCustomAttribute<BytesAttribute>()?.Bytes;
        var nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Median;
        return bytes is null || nanoseconds is null ? "-" : (bytes / nanoseconds).Value.ToString("F2", CultureInfo.InvariantCulture);
    }
}
