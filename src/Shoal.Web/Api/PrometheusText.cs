using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Shoal.Web.Api;

/// <summary>Collects the process's meters and writes them as Prometheus reads them (text format 0.0.4).</summary>
/// <remarks>Our own meters and the runtime's; instruments are few and their tags bounded, so everything is kept in one small table.</remarks>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Most series kept: over it new ones are dropped, whatever made them.</summary>
    public const int MaxSeries = 2_000;

    private readonly MeterListener _listener = new();
    private readonly Dictionary<(Instrument Instrument, string Tags), double> _values = [];
    private readonly Lock _gate = new();

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is "System.Runtime" || instrument.Meter.Name.StartsWith("Shoal", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var series in _values.GroupBy(pair => pair.Key.Instrument).OrderBy(group => NameOf(group.Key), StringComparer.Ordinal))
            {
                var name = NameOf(series.Key);
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {series.Key.Description?.ReplaceLineEndings(" ")}\n# TYPE {name} {(Adds(series.Key) ? "counter" : "gauge")}\n");
                foreach (var (key, value) in series) text.Append(name).Append(key.Tags).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Is(instrument, "Histogram")) return;   // none of ours is one
        var key = (instrument, TextOf(tags));
        lock (_gate)
        {
            var isKnown = _values.TryGetValue(key, out var before);
            if (!isKnown && _values.Count >= MaxSeries) return;
            _values[key] = Accumulates(instrument) ? before + value : value;
        }
    }

    // A counter tells steps; an observable one tells its sum.
    private static bool Accumulates(Instrument instrument) => !instrument.IsObservable && (Adds(instrument) || Is(instrument, "UpDownCounter"));

    private static bool Adds(Instrument instrument) => Is(instrument, "Counter") || Is(instrument, "ObservableCounter");

    // Instruments have no kind to ask for, and their types are generic.
    private static bool Is(Instrument instrument, string kind) => instrument.GetType().Name.StartsWith(kind, StringComparison.Ordinal);

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        if (instrument.Unit is "By" && !name.EndsWith("bytes", StringComparison.Ordinal)) name += "_bytes";
        if (instrument.Unit is "s" && !name.EndsWith("seconds", StringComparison.Ordinal)) name += "_seconds";
        return Adds(instrument) ? name + "_total" : name;
    }

    private static string TextOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            if (text.Length > 1) text.Append(',');
            text.Append(name.Replace('.', '_')).Append("=\"")
                .Append((value?.ToString() ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('"');
        }

        return text.Append('}').ToString();
    }
}
