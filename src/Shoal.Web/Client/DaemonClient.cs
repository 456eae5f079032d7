using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Shoal.Web.Access;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Web.Client;

/// <summary>The daemon's API for programs of the same user: typed, with the token of its state folder.</summary>
/// <remarks>Every method throws <see cref="DaemonRefusedException"/> with the daemon's own words when it refuses, or when it does not answer.</remarks>
public sealed class DaemonClient : IDisposable
{
    /// <summary>How long a daemon has to say that it lives. One that is gone refuses at once; one on a busy machine may take its time.</summary>
    private static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public DaemonClient(Uri address, string token)
    {
        // A proxy of the environment has no business between a user and their own daemon.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The daemon that runs on a state folder; null when none does.</summary>
    public static async Task<DaemonClient?> FindAsync(string folder, CancellationToken cancel = default)
    {
        if (DaemonAddress.Read(folder) is not { } address || AccessKeys.FindToken(folder) is not { } token) return null;
        var client = new DaemonClient(address.Url, token);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(GreetingTimeout);
            await client.StatisticsAsync(timeout.Token).ConfigureAwait(false);   // proves that it is ours: a stranger on its old port has another token
            return client;
        }
        catch (Exception gone) when (gone is DaemonRefusedException || (gone is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            client.Dispose();
            return null;
        }
    }

    public async Task<IReadOnlyList<TorrentRow>> ListAsync(CancellationToken cancel = default) =>
        (await GetAsync("torrents/", WebJson.Default.TorrentList, cancel).ConfigureAwait(false)).Torrents;

    public Task<TorrentDetails> ShowAsync(string id, CancellationToken cancel = default) => GetAsync($"torrents/{id}", WebJson.Default.TorrentDetails, cancel);

    public Task<StatisticsDocument> StatisticsAsync(CancellationToken cancel = default) => GetAsync("statistics", WebJson.Default.StatisticsDocument, cancel);

    public Task<DaemonSettings> SettingsAsync(CancellationToken cancel = default) => GetAsync("settings", WebJson.Default.DaemonSettings, cancel);

    public Task<DaemonSettings> ChangeSettingsAsync(DaemonSettings settings, CancellationToken cancel = default) =>
        AskAsync(HttpMethod.Put, "settings", JsonContent.Create(settings, WebJson.Default.DaemonSettings), WebJson.Default.DaemonSettings, cancel);

    /// <summary>Adds a magnet link or the web address of a .torrent file.</summary>
    public Task<TorrentRow> AddAsync(AddRequest request, CancellationToken cancel = default) =>
        AskAsync(HttpMethod.Post, "torrents/", JsonContent.Create(request, WebJson.Default.AddRequest), WebJson.Default.TorrentRow, cancel);

    /// <summary>Adds the bytes of a .torrent file.</summary>
    public async Task<TorrentRow> AddAsync(ReadOnlyMemory<byte> torrentFile, AddRequest options, CancellationToken cancel = default)
    {
        var query = $"paused={Word(options.IsPaused)}&sequential={Word(options.IsSequential)}&whole={Word(options.IsWhole)}";
        if (options.Directory is { } directory) query += "&directory=" + Uri.EscapeDataString(directory);
        foreach (var (name, values) in new[]
        {
            ("label", options.Labels), ("only", options.Only), ("peer", options.Peers), ("tracker", options.Trackers), ("webSeed", options.WebSeeds),
        })
            query += string.Concat((values ?? []).Select(value => $"&{name}={Uri.EscapeDataString(value)}"));
        using var content = new ReadOnlyMemoryContent(torrentFile);
        return await AskAsync(HttpMethod.Post, "torrents/file?" + query, content, WebJson.Default.TorrentRow, cancel).ConfigureAwait(false);
    }

    /// <param name="torrents">Ids.</param>
    /// <param name="move">top, up, down or bottom.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task MoveInQueueAsync(IReadOnlyList<string> torrents, string move, CancellationToken cancel = default) =>
        TellAsync(HttpMethod.Post, "torrents/queue", JsonContent.Create(new QueueRequest(torrents, move), WebJson.Default.QueueRequest), cancel);

    public Task ChangeAsync(string id, ChangeRequest request, CancellationToken cancel = default) =>
        TellAsync(HttpMethod.Patch, $"torrents/{id}", JsonContent.Create(request, WebJson.Default.ChangeRequest), cancel);

    public Task RemoveAsync(string id, bool deleteData, CancellationToken cancel = default) =>
        TellAsync(HttpMethod.Delete, $"torrents/{id}?data={(deleteData ? "true" : "false")}", null, cancel);

    public Task PauseAsync(string id, CancellationToken cancel = default) => TellAsync(HttpMethod.Post, $"torrents/{id}/pause", null, cancel);

    public Task ResumeAsync(string id, CancellationToken cancel = default) => TellAsync(HttpMethod.Post, $"torrents/{id}/resume", null, cancel);

    public Task RecheckAsync(string id, CancellationToken cancel = default) => TellAsync(HttpMethod.Post, $"torrents/{id}/recheck", null, cancel);

    public void Dispose() => _http.Dispose();

    private static string Word(bool value) => value ? "true" : "false";

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) => AskAsync(HttpMethod.Get, path, null, type, cancel);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var response = await SendAsync(method, path, content, cancel).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancel).ConfigureAwait(false) ?? throw new JsonException("it is empty");
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException)
        {
            throw new DaemonRefusedException($"The daemon's answer cannot be read ({fault.Message}); is it of another version?");
        }
    }

    private async Task TellAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var response = await SendAsync(method, path, content, cancel).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, "api/v1/" + path) { Content = content };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            throw new DaemonRefusedException($"The daemon does not answer: {fault.Message}");
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw new DaemonRefusedException(await WordsOfAsync(response, cancel).ConfigureAwait(false));
    }

    private static async Task<string> WordsOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            if (await response.Content.ReadFromJsonAsync(WebJson.Default.Problem, cancel).ConfigureAwait(false) is { Error: { } words }) return words;
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException or InvalidOperationException)
        {
            // It has no words of its own.
        }

        return response.StatusCode == HttpStatusCode.Unauthorized
            ? "The daemon does not know this token; is its state folder another one?"
            : $"The daemon answered {(int)response.StatusCode} {response.ReasonPhrase}.";
    }
}
