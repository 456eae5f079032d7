using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
namespace Shoal.Engine.Torrents;
internal enum PeerSource { User, Tracker, Incoming }
internal sealed class PeerBook(ulong seed)
{
    private readonly Queue<IPEndPoint> _q = [];
    private readonly HashSet<IPEndPoint> _seen = [];
    public ulong Seed => seed;
    public void Add(IPEndPoint a, PeerSource s, TimeSpan now) { if (_seen.Add(a)) _q.Enqueue(a); }
    public bool TryNext(TimeSpan now, out IPEndPoint a) => _q.TryDequeue(out a!);
    public void Ban(IPAddress a) => _ = _q;
    public void OnConnected(IPEndPoint a, TimeSpan now) => _ = _q;
    public void OnFailed(IPEndPoint a, TimeSpan now) => _ = _q;
    public void OnClosed(IPEndPoint a, TimeSpan now) => _ = _q;
}
