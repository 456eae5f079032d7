using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Shoal.Commands.Documents;
using Shoal.Commands.Rooms;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Commands;

/// <summary>The JSON documents of this program: camelCase, absent instead of null, pure ASCII, so no name can trick a terminal.</summary>
/// <remarks>Events of transfers, a line each, are <see cref="Transfers.TransferEvent"/>.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TorrentDocument))]
[JsonSerializable(typeof(MagnetDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(DaemonReady))]
[JsonSerializable(typeof(TorrentRow))]
[JsonSerializable(typeof(IReadOnlyList<TorrentRow>))]
[JsonSerializable(typeof(IReadOnlyList<FileRow>))]
[JsonSerializable(typeof(IReadOnlyList<PeerRow>))]
[JsonSerializable(typeof(TorrentDetails))]
[JsonSerializable(typeof(StatisticsDocument))]
[JsonSerializable(typeof(DaemonSettings))]
[JsonSerializable(typeof(Preferences))]
internal sealed partial class ShoalJson : JsonSerializerContext
{
    private static readonly ShoalJson Pretty = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });

    /// <summary>One line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!);

    /// <summary>A document of its own.</summary>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Pretty.GetTypeInfo(typeof(T))!);
}
