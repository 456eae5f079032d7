using System.Net;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Codes;

public class CodeViewTests
{
    private static readonly IPEndPoint Address = IPEndPoint.Parse("192.168.1.20:5000");

    private static CodeSenderSnapshot Sender(params CodeReceiverEntry[] receivers) => new()
    {
        Code = "4821-harbor-violet-tuna",
        Link = "shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA",
        IsOpen = true,
        ExpiresAt = DateTimeOffset.UnixEpoch + TimeSpan.FromMinutes(59),
        Manifest = new CodeManifest { Entries = [new(CodeEntryKind.Folder, "photos", 0), new(CodeEntryKind.File, "photos/a.jpg", 2_000_000), new(CodeEntryKind.File, "photos/b.jpg", 2_000_000)] },
        HashedBytes = 4_000_000,
        TotalBytes = 4_000_000,
        Strikes = 1,
        Receivers = receivers,
    };

    private static CodeReceiverEntry Receiver(CodeReceiverState state, string name = "ann@desk", long done = 0) =>
        new(1, name, Address, PeerReach.LocalNetwork, state, done);

    [Fact]
    public void The_code_is_told_with_what_it_is_for_and_how_long_it_lives()
    {
        var lines = SendView.Code(Sender(), new SendCode { Paths = ["photos"], MaxReceivers = 1 });

        Assert.Equal(
            ["Sending photos/, 2 files, 3.81 MiB. On the other computer:", "", "    shoal receive 4821-harbor-violet-tuna", "",
            "or by this link: shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA", "The code lives for 1h 00m, or until one person has it."],
            lines);
    }

    [Theory]
    [InlineData(CodeReceiverState.WrongCode, "ann@desk  typed a wrong code (1 of 5)  (direct, LAN 192.168.1.20)")]
    [InlineData(CodeReceiverState.Waiting, "ann@desk  waits for your yes  (direct, LAN 192.168.1.20)")]
    [InlineData(CodeReceiverState.Deciding, "ann@desk  is deciding  (direct, LAN 192.168.1.20)")]
    [InlineData(CodeReceiverState.Receiving, "ann@desk  25.0%  977 KiB of 3.81 MiB  (direct, LAN 192.168.1.20)")]
    [InlineData(CodeReceiverState.Done, "ann@desk  has everything  (direct, LAN 192.168.1.20)")]
    [InlineData(CodeReceiverState.Left, "ann@desk  left  (direct, LAN 192.168.1.20)")]
    public void Each_receiver_has_a_line(CodeReceiverState state, string line) =>
        Assert.Equal([line], SendView.Lines(Sender(Receiver(state, done: 1_000_000)), 100, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Nobody_there_yet_is_said_with_the_time_left() =>
        Assert.Equal(["waiting for somebody; 59m 00s left"], SendView.Lines(Sender(), 80, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Lines_fit_the_terminal()
    {
        var now = Sender(Receiver(CodeReceiverState.Receiving, new string('x', 200)));

        Assert.All(SendView.Lines(now, 79, DateTimeOffset.UnixEpoch), line => Assert.True(line.Length <= 79, line));
    }

    [Fact]
    public void Names_that_would_steer_the_terminal_are_shown_as_they_are_spelled()
    {
        var manifest = new CodeManifest { Entries = [new(CodeEntryKind.File, "\u001b[31mred\u202egpj.exe", 10)] };

        var lines = (List<string>)[OfferView.Summary(manifest), .. OfferView.Names(manifest, 79)];

        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Equal("\\x1b[31mred\\u202egpj.exe, 10 B", lines[0]);
    }

    [Fact]
    public void Many_files_are_shown_by_the_first_of_them()
    {
        var manifest = new CodeManifest { Entries = [.. Enumerable.Range(0, 50_000).Select(i => new CodeEntry(CodeEntryKind.File, $"many/{i}", 1))] };

        var lines = OfferView.Names(manifest, 79);

        Assert.Equal(13, lines.Count);
        Assert.Equal("  and 49,988 more", lines[^1]);
    }

    [Fact]
    public void The_receiver_sees_a_bar_and_whom_the_pieces_come_from()
    {
        var now = new CodeReceiverSnapshot
        {
            Phase = CodeReceiverPhase.Receiving,
            DoneBytes = 1 << 20,
            TotalBytes = 4 << 20,
            Rate = 1 << 20,
            Peers = [new PeerSnapshot { Address = Address, Client = "Shoal", DownloadedBytes = 1 << 20 }],
        };

        Assert.Equal(["  25.0% [==========>                             ]  1.00 MiB of 4.00 MiB   1.00 MiB/s   3s", "  from 192.168.1.20:5000  1.00 MiB"], ReceiveView.Lines(now, 90));
    }

    [Fact]
    public void A_code_QR_fits_a_terminal_and_has_its_three_corners()
    {
        var lines = QrView.Lines("shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA&a=192.168.1.20:54321", 79, useColor: false);

        Assert.InRange(lines.Count, 15, 24);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        Assert.Equal(' ', lines[1][2]);                 // dark: the corner's frame, light on dark
        Assert.Empty(QrView.Lines(new string('x', 500), 40, useColor: false));
    }
}
