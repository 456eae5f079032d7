using System.Text.Json;
using Shoal.Web.Documents;

namespace Shoal.Web.Settings;

/// <summary>The settings file: read once, written whole and renamed at every change.</summary>
internal sealed class SettingsStore
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private DaemonSettings _now;

    private SettingsStore(string path, DaemonSettings now) => (_path, _now) = (path, now);

    public DaemonSettings Now => Volatile.Read(ref _now);

    /// <exception cref="InvalidDataException">The file is there and unusable; it is left alone.</exception>
    public static SettingsStore Open(string folder)
    {
        var path = Path.Combine(folder, "settings.json");
        if (!File.Exists(path)) return new SettingsStore(path, new DaemonSettings());
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), WebJson.Default.DaemonSettings) ?? new DaemonSettings();
            if (read.Fault() is { } fault) throw new InvalidDataException($"{path}: {fault} Mend the file or move it away.");
            return new SettingsStore(path, read);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message} Mend the file or move it away.", fault);
        }
    }

    /// <summary>Keeps new settings; the file holds them when this returns.</summary>
    public void Change(DaemonSettings settings)
    {
        lock (_gate)
        {
            WholeFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(settings, WebJson.Default.DaemonSettings));
            Volatile.Write(ref _now, settings);
        }
    }
}
