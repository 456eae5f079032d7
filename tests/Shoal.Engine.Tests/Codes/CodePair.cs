using System.Net;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

/// <summary>A sender and its receivers, each an engine of its own on loopback, and a folder for them all.</summary>
internal sealed class CodePair : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    public CodePair()
    {
        Directory.CreateDirectory(Source);
        Directory.CreateDirectory(Target);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("shoal-codes-").FullName;
    public string Source => Path.Combine(Folder, "source");
    public string Target => Path.Combine(Folder, "target");

    /// <summary>Nobody waits longer than this.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public async Task<ShoalEngine> StartAsync(bool findsLocally = false)
    {
        var engine = await ShoalEngine.StartAsync(new EngineOptions
        {
            ListenOn = [new IPEndPoint(IPAddress.Loopback, 0)],
            Discovery = new DiscoveryOptions { UseLocalDiscovery = findsLocally },
        });
        _open.Add(engine);
        return engine;
    }

    public async Task<(ShoalEngine Engine, CodeSender Sender)> SendAsync(SendCode request, bool findsLocally = false)
    {
        var engine = await StartAsync(findsLocally);
        var sender = await engine.SendAsync(request, Soon);
        _open.Add(sender);
        return (engine, sender);
    }

    /// <summary>A receiver that was told where the sender is.</summary>
    public async Task<CodeReceiver> ReceiveAsync(string code, params ShoalEngine[] senders)
    {
        var engine = await StartAsync(findsLocally: senders.Length == 0);
        var receiver = engine.Receive(new ReceiveCode { Code = code, Name = "tester", Peers = [.. senders.Select(one => one.ListeningOn[0])] });
        _open.Add(receiver);
        return receiver;
    }

    public async Task<IReadOnlyList<string>> ReceiveAllAsync(CodeReceiver receiver, CodeConflict conflicts = CodeConflict.Fail)
    {
        await receiver.WaitForOfferAsync(Soon);
        return await receiver.AcceptAsync(new AcceptCode { Directory = Target, Conflicts = conflicts }, Soon);
    }

    public byte[] MakeFile(string name, int bytes, int seed = 1)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        var path = Path.Combine(Source, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return content;
    }

    public static string WrongCodeFor(string code)
    {
        Assert.True(ShareCode.TryParse(code, out var read, out _));
        var wrong = CodeWords.All[0] == read.Words[0] ? CodeWords.All[1] : CodeWords.All[0];
        return $"{read.Nameplate}-{wrong}-{read.Words[1]}-{read.Words[2]}";
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _open.Count - 1; i >= 0; i--) await _open[i].DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
