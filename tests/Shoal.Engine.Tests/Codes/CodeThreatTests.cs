using System.Net;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Codes;

public class CodeThreatTests
{
    [Fact]
    public async Task A_wrong_code_gets_nothing_while_the_right_one_gets_its_file()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 200_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        var code = sender.Snapshot().Code;
        var (wrong, right) = (await pair.ReceiveAsync(CodePair.WrongCodeFor(code), engine), await pair.ReceiveAsync(code, engine));

        Task<CodeException> refused = Assert.ThrowsAsync<CodeException>(() => wrong.WaitForOfferAsync(CodePair.Soon));
        var places = await pair.ReceiveAllAsync(right);

        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
        Assert.Contains("with another code", (await refused).Message, StringComparison.Ordinal);
        Assert.Contains(sender.Snapshot().Receivers, entry => entry.State == CodeReceiverState.WrongCode);
    }

    [Fact]
    public async Task Five_wrong_codes_withdraw_the_code_and_a_new_one_works()
    {
        await using var pair = new CodePair();
        var content = pair.MakeFile("notes.bin", 50_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        var code = sender.Snapshot().Code;
        var guesses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pair.ReceiveAsync(CodePair.WrongCodeFor(code), engine)));

        await Task.WhenAll(guesses.Select(guess => Assert.ThrowsAsync<CodeException>(() => guess.WaitForOfferAsync(CodePair.Soon))));

        var now = sender.Snapshot();
        Assert.NotEqual(code, now.Code);
        Assert.Equal((1, 0), (now.CodesWithdrawn, now.Strikes));
        var places = await pair.ReceiveAllAsync(await pair.ReceiveAsync(now.Code, engine));
        Assert.Equal(content, await File.ReadAllBytesAsync(places[0]));
    }

    [Fact]
    public async Task A_silent_guess_counts_and_five_of_them_end_the_code()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", 1_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")] });
        var code = sender.Snapshot().Code;

        await CodeStranger.GuessSilentlyAsync(code, engine.ListeningOn[0]);
        while (sender.Snapshot().Strikes == 0) await Task.Delay(10);
        for (var i = 1; i < 5; i++) await CodeStranger.GuessSilentlyAsync(code, engine.ListeningOn[0]);
        while (sender.Snapshot().Code == code) await Task.Delay(10);

        Assert.Equal((1, 0), (sender.Snapshot().CodesWithdrawn, sender.Snapshot().Strikes));
        Assert.Equal(5, sender.Snapshot().Receivers.Count(entry => entry.State == CodeReceiverState.WrongCode));
    }

    [Fact]
    public async Task Two_senders_with_the_same_digits_each_reach_their_receiver()
    {
        await using var pair = new CodePair();
        pair.MakeFile("a.bin", 40_000, seed: 1);
        pair.MakeFile("b.bin", 40_000, seed: 2);
        var (firstEngine, first) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "a.bin")] });
        var (secondEngine, second) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "b.bin")] });

        // Both meeting places are tried, as they are when two senders draw the same digits: the receivers are told of both.
        var receivers = await Task.WhenAll(
            pair.ReceiveAsync(first.Snapshot().Code, secondEngine, firstEngine), pair.ReceiveAsync(second.Snapshot().Code, firstEngine, secondEngine));
        var places = await Task.WhenAll(receivers.Select(receiver => pair.ReceiveAllAsync(receiver)));

        Assert.Equal(["a.bin", "b.bin"], places.Select(place => Path.GetFileName(place[0])));
    }

    [Fact]
    public async Task A_mistyped_code_is_put_right_before_the_network()
    {
        await using var pair = new CodePair();
        var engine = await pair.StartAsync();

        var wrong = Assert.Throws<CodeException>(() => engine.Receive(new ReceiveCode { Code = "4821-harbor-voilet-tuna" }));

        Assert.Equal("voilet: violet?", wrong.Message);
    }

    [Fact]
    public async Task Who_must_be_confirmed_waits_and_may_be_refused()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", 1_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], Confirm = true });
        var (first, second) = (await pair.ReceiveAsync(sender.Snapshot().Code, engine), await pair.ReceiveAsync(sender.Snapshot().Code, engine));
        var (firstOffer, secondOffer) = (first.WaitForOfferAsync(CodePair.Soon), second.WaitForOfferAsync(CodePair.Soon));
        while (sender.Snapshot().Receivers.Count(entry => entry is { State: CodeReceiverState.Waiting, Name: "tester" }) < 2) await Task.Delay(20);

        sender.Decide(sender.Snapshot().Receivers[0].Id, isWelcome: true);
        sender.Decide(sender.Snapshot().Receivers[1].Id, isWelcome: false);

        var offers = new[] { firstOffer, secondOffer };
        await Task.WhenAll(offers.Select(offer => ((Task)offer).ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.Equal(1, offers.Count(offer => offer.IsCompletedSuccessfully));
        Assert.Equal("The sender said no.", offers.Single(offer => offer.IsFaulted).Exception!.InnerException!.Message);
    }

    [Fact]
    public async Task A_code_for_one_lets_no_second_in()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", 1_000);
        var (engine, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], MaxReceivers = 1 });
        var first = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        await first.WaitForOfferAsync(CodePair.Soon);

        var second = await pair.ReceiveAsync(sender.Snapshot().Code, engine);
        var full = await Assert.ThrowsAsync<CodeException>(() => second.WaitForOfferAsync(CodePair.Soon));

        Assert.Contains("As many people", full.Message, StringComparison.Ordinal);
        await first.DeclineAsync();
    }

    [Fact]
    public async Task An_expired_code_ends_its_sender()
    {
        await using var pair = new CodePair();
        pair.MakeFile("notes.bin", 1_000);
        var (_, sender) = await pair.SendAsync(new SendCode { Paths = [Path.Combine(pair.Source, "notes.bin")], Expire = TimeSpan.FromSeconds(1) });

        await sender.WaitAsync(CodePair.Soon);

        Assert.Equal("The code has expired.", sender.Snapshot().Ended);
    }
}
