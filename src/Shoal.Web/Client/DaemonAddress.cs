using System.Text.Json;
using System.Text.Json.Serialization;
using Shoal.Web.Settings;

namespace Shoal.Web.Client;

/// <summary>Where a running daemon answers: a file in its state folder, there while it runs.</summary>
/// <param name="Url">Of its API, on this machine.</param>
/// <param name="ProcessId">Whose file it is.</param>
public sealed record DaemonAddress(Uri Url, int ProcessId)
{
    private const string FileName = "daemon.json";

    /// <summary>Tells other programs of the same user where we are.</summary>
    public void Write(string folder) =>
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, DaemonAddressJson.Default.DaemonAddress));

    /// <summary>Takes the file away, unless another daemon wrote its own over it.</summary>
    public void Delete(string folder)
    {
        if (Read(folder) == this) File.Delete(Path.Combine(folder, FileName));
    }

    /// <summary>Null when no daemon left word here. One that was killed leaves it, too: ask before you believe.</summary>
    public static DaemonAddress? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, FileName)), DaemonAddressJson.Default.DaemonAddress);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(DaemonAddress))]
internal sealed partial class DaemonAddressJson : JsonSerializerContext;
