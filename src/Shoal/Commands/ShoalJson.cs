using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;

namespace Shoal.Commands;

/// <summary>All JSON this program writes: camelCase, absent instead of null, pure ASCII, so no name can trick a terminal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TransferEvent))]
[JsonSerializable(typeof(TorrentDocument))]
[JsonSerializable(typeof(MagnetDocument))]
[JsonSerializable(typeof(VerifyDocument))]
internal sealed partial class ShoalJson : JsonSerializerContext
{
    private static readonly ShoalJson Pretty = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });

    /// <summary>One event on one line.</summary>
    public static string Line(TransferEvent value) => JsonSerializer.Serialize(value, Default.TransferEvent);

    /// <summary>A document of its own.</summary>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Pretty.GetTypeInfo(typeof(T))!);
}
