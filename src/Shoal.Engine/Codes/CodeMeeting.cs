using Shoal.Core.Codes;
using Shoal.Core.Torrents;
using Shoal.Engine.Discovery;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>Where the two sides of a code meet: a swarm named after the nameplate, in which nobody has anything but words to prove.</summary>
internal sealed class CodeMeeting : IAsyncDisposable
{
    private readonly EngineServices _services;
    private readonly Func<CodeTalk, CancellationToken, Task> _welcome;
    private readonly MeetingPlace _place;

    /// <param name="services">Of the engine.</param>
    /// <param name="nameplate">The code's digits.</param>
    /// <param name="role">Ours.</param>
    /// <param name="ways">How to look.</param>
    /// <param name="welcome">Has the talk until its task ends; the talk is closed then. May throw what connections throw.</param>
    /// <exception cref="InvalidOperationException">This engine has a code with these digits already.</exception>
    public CodeMeeting(
        EngineServices services, Nameplate nameplate, CodeRole role, CodeWays ways, Func<CodeTalk, CancellationToken, Task> welcome)
    {
        (_services, _welcome) = (services, welcome);
        // Not the DHT: four digits are soon tried through, and there the whole world could spend the five guesses.
        var all = new MeetingWays
        {
            Trackers = ways.Trackers,
            Peers = ways.Peers,
            Uses = finder => finder.Source != PeerSource.Dht,
            IsSeed = role == CodeRole.Sender,
        };
        _place = new MeetingPlace(services, nameplate.RendezvousName, all, TalkAsync);
    }

    /// <summary>What the trackers said, for people; empty without trackers.</summary>
    public IReadOnlyList<Sessions.TrackerSnapshot> Trackers => _place.Trackers;

    /// <summary>Nobody came yet: look again as soon as may be.</summary>
    public void LookAgain() => _place.LookAgain();

    /// <summary>Stops looking and lets nobody new in; talks go on.</summary>
    public Task CloseAsync() => _place.CloseAsync();

    /// <summary>Ends the talks, too.</summary>
    public ValueTask DisposeAsync() => _place.DisposeAsync();

    private async Task TalkAsync(PeerLink link, CancellationToken closing)
    {
        using var talk = new CodeTalk(link, _services.Connections.Return);
        try
        {
            using var deadline = new CancellationTokenSource(_services.Options.HandshakeTimeout, _services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, closing);
            await talk.GreetAsync(_services.ListenPort, either.Token).ConfigureAwait(false);
            await _welcome(talk, closing).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            // Expected: talks end in every way that connections end.
        }
    }
}
