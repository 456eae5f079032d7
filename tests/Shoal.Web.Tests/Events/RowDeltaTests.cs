using System.Reflection;
using System.Text;
using System.Text.Json;
using Shoal.Web.Documents;

namespace Shoal.Web.Events;

public sealed class RowDeltaTests
{
    private static readonly TorrentRow Row = new()
    {
        Id = "a", Name = "b", State = "paused", Error = "c", Size = 1, Wanted = 2, Done = 3, Checked = 4, DownRate = 5, UpRate = 6,
        Downloaded = 7, Uploaded = 8, Peers = 9, Seeds = 10, Directory = "d", Added = 11,
    };

    [Fact]
    public void A_new_row_carries_every_field()
    {
        var written = Write(null, Row).EnumerateObject().Select(field => field.Name).Order(StringComparer.OrdinalIgnoreCase);

        var fields = typeof(TorrentRow).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(field => field.Name).Order(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(fields, written, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_changed_row_carries_what_changed()
    {
        var delta = Write(Row, Row with { Done = 33, Error = null });

        Assert.Equal(["id", "error", "done"], delta.EnumerateObject().Select(field => field.Name));
        Assert.Equal(JsonValueKind.Null, delta.GetProperty("error").ValueKind);
    }

    private static JsonElement Write(TorrentRow? before, TorrentRow now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) RowDelta.Write(json, before, now);
        return JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray())).RootElement;
    }
}
