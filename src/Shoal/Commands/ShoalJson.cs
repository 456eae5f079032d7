using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Shoal.Commands.Documents;
using Shoal.Commands.Transfers;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Commands;

/// <summary>All JSON this program writes: camelCase, absent instead of null, pure ASCII, so no name can trick a terminal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TransferEvent), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(TorrentDocument))]
[JsonSerializable(typeof(MagnetDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(DaemonReady))]
[JsonSerializable(typeof(TorrentRow))]
[JsonSerializable(typeof(IReadOnlyList<TorrentRow>))]
[JsonSerializable(typeof(TorrentDetails))]
[JsonSerializable(typeof(StatisticsDocument))]
[JsonSerializable(typeof(DaemonSettings))]
internal sealed partial class ShoalJson : JsonSerializerContext
{
    private static readonly ShoalJson Pretty = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    });

    /// <summary>One event on one line.</summary>
    /// <remarks>By the generated writer itself: the serializer around it would cost a transfer 20 ms for what it learns about types.</remarks>
    public static string Line(TransferEvent value)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(line);
        Default.TransferEventSerializeHandler(writer, value);
        writer.Flush();
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <summary>Any other on one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!);

    /// <summary>A document of its own.</summary>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Pretty.GetTypeInfo(typeof(T))!);
}
