using System.Net;
using System.Net.Sockets;

namespace Shoal.Commands.Doctor;

/// <summary>Whether what is listened on really answers, here at least.</summary>
internal static class ListeningFindings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Finding>> OfAsync(IReadOnlyList<IPEndPoint> listeningOn, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var address in listeningOn)
        {
            var problem = await KnockAsync(address, cancel).ConfigureAwait(false);
            findings.Add(problem is null
                ? new Finding("listening", FindingState.Ok, $"{address} answers on this machine")
                : new Finding("listening", FindingState.Fail, $"{address} does not answer even on this machine: {problem}", "Look for a firewall on this computer that blocks the program."));
        }

        return findings;
    }

    private static async Task<string?> KnockAsync(IPEndPoint address, CancellationToken cancel)
    {
        var target = address.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address.Address;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(target, address.Port), limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException refused)
        {
            return refused.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "no answer";
        }
    }
}
