using Shoal.Core.Pieces;
using Shoal.Core.Tests.Simulation;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Torrents;

/// <summary>One torrent among peers that do anything at any time. What it says must make sense after every step, and it must finish.</summary>
public class ChaosTests
{
    [Fact]
    public void Whatever_peers_do_the_torrent_keeps_its_word_and_finishes()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var world = new World(seed);
            for (var step = 0; step < 600; step++) world.Step();
            world.Finish();
        }
    }

    private sealed class Peer(PeerHandle handle, bool isFast, PieceSet has)
    {
        public PeerHandle Handle => handle;
        public bool IsFast => isFast;
        public PieceSet Has { get; set; } = has;
        public bool IsChoking { get; set; } = true;
        public bool WasToldInterested { get; set; }
        public HashSet<int> AllowedFast { get; } = [];
        public HashSet<BlockAddress> Asked { get; } = [];
    }

    private sealed class World
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly CoreStage _stage;
        private readonly SimStore _store;
        private readonly List<Peer> _peers = [];
        private readonly Queue<PieceIndex> _verifying = new();
        private readonly HashSet<PeerHandle> _liars = [];
        private byte[] _priorities;
        private bool _mayDownload = true;
        private int _completions;

        public World(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            var pieces = _random.Next(1, 30);
            var options = new TorrentOptions { MaxPartialBytes = 1 << 20, UploadSlots = _random.Next(1, 4) };
            _stage = new CoreStage(pieces, _random.Next(1, 20), options, seed: (ulong)seed);
            _store = new SimStore(_stage.Geometry, _random);
            _priorities = [.. Enumerable.Repeat((byte)4, pieces)];
        }

        private TorrentCore Core => _stage.Core;
        private int Pieces => _stage.Geometry.PieceCount;

        public void Step()
        {
            var peer = _peers.Count == 0 ? null : _peers[_random.Next(_peers.Count)];
            var piece = _stage.Geometry.Piece(_random.Next(Pieces));
            switch (_random.Next(18))
            {
                case 0 when _peers.Count < 8: Join(); break;
                case 1: Judge(); break;
                case 2: Tick(); break;
                case 3 when _random.Next(10) == 0: Prioritize(); break;
                case 4 when _random.Next(10) == 0:
                    _mayDownload = !_mayDownload;
                    Tell(TorrentInput.ModeChanged(new TorrentMode(_random.Next(2) == 0, _mayDownload)));
                    break;
                default:
                    if (peer is not null) Act(peer, piece);
                    break;
            }
        }

        /// <summary>Everybody but one good seed leaves.</summary>
        public void Finish()
        {
            foreach (var peer in _peers.ToList()) Leave(peer);
            Tell(TorrentInput.PrioritiesChanged(_priorities = [.. Enumerable.Repeat((byte)4, Pieces)]));
            if (!Core.IsComplete) Tell(TorrentInput.ModeChanged(new TorrentMode(CanDownload: _mayDownload = true)));
            while (_verifying.Count > 0) Judge();
            var seed = Core.IsComplete ? null : Join(PieceSet.Full(Pieces));
            if (seed is not null) Unchoke(seed);
            for (var rounds = 0; !Core.IsComplete; rounds++)
            {
                Check(rounds < 5_000, "it never finishes");
                foreach (var block in seed!.Asked.ToList()) Bring(seed, block, isWrong: false);
                while (_verifying.Count > 0) Judge();
                if (rounds % 10 == 0) Tick();
            }

            Check((Core.OpenRequests, Core.PartialCount, Core.PeerCount, _store.Count) == (0, 0, 0, 0), "something is left");
            Check(_completions > 0, "it never said that it is complete");
        }

        private Peer Join(PieceSet? has = null)
        {
            var isFast = _random.Next(2) == 0;
            var peer = new Peer(_stage.Join(isFast, _random.Next(4) == 0 ? _random.Next(1, 20) : 0), isFast, new PieceSet(Pieces));
            _peers.Add(peer);
            if (has is { IsFull: true } || (has is null && _random.Next(4) == 0))
            {
                peer.Has.AddAll();
                Tell(TorrentInput.PeerHasAll(peer.Handle));
                return peer;
            }

            for (var i = 0; i < Pieces; i++)
            {
                if (_random.Next(2) == 0) peer.Has.Add(_stage.Geometry.Piece(i));
            }

            Tell(TorrentInput.PeerHasPieces(peer.Handle, peer.Has.Copy()));
            return peer;
        }

        private void Act(Peer peer, PieceIndex piece)
        {
            switch (_random.Next(14))
            {
                case 0: Unchoke(peer); break;
                case 1 when _random.Next(3) == 0: Choke(peer); break;
                case 2 when _random.Next(6) == 0: Leave(peer); break;
                case 3:
                    peer.Has.Add(piece);
                    Tell(TorrentInput.PeerHas(peer.Handle, piece));
                    break;
                case 4 when _random.Next(5) == 0:
                    peer.Has.Remove(piece);
                    Tell(TorrentInput.PeerLost(peer.Handle, piece));
                    break;
                case 5: Tell(_random.Next(2) == 0 ? TorrentInput.PeerInterested(peer.Handle) : TorrentInput.PeerNotInterested(peer.Handle)); break;
                case 6:
                    peer.AllowedFast.Add(piece.Value);
                    Tell(TorrentInput.PeerAllowedFast(peer.Handle, piece));
                    break;
                case 7: Tell(TorrentInput.PeerSuggested(peer.Handle, piece)); break;
                case 8 when peer.Asked.Count > 0 && peer.IsFast:
                    var rejected = peer.Asked.First();
                    peer.Asked.Remove(rejected);
                    Tell(TorrentInput.PeerRejected(peer.Handle, rejected));
                    break;
                case 9: Bring(peer, _stage.Block(piece.Value, _random.Next(_stage.Geometry.BlocksIn(piece))), isWrong: _random.Next(3) == 0); break;
                default:
                    foreach (var block in peer.Asked.Take(_random.Next(1, 9)).ToList()) Bring(peer, block, isWrong: _random.Next(60) == 0);
                    break;
            }
        }

        private void Unchoke(Peer peer)
        {
            peer.IsChoking = false;
            Tell(TorrentInput.PeerUnchoked(peer.Handle));
        }

        private void Choke(Peer peer)
        {
            peer.IsChoking = true;
            if (!peer.IsFast) peer.Asked.Clear();
            Tell(TorrentInput.PeerChoked(peer.Handle));
        }

        private void Leave(Peer peer)
        {
            _peers.Remove(peer);
            Tell(TorrentInput.PeerLeft(peer.Handle));
        }

        private void Bring(Peer peer, BlockAddress block, bool isWrong)
        {
            peer.Asked.Remove(block);
            if (isWrong) _liars.Add(peer.Handle);
            Tell(_store.Store(block, isWrong) ? TorrentInput.BlockArrived(peer.Handle, block) : TorrentInput.BlockUnwanted(peer.Handle, block));
        }

        private void Judge()
        {
            if (!_verifying.TryDequeue(out var piece)) return;
            var (isRight, digests) = _store.Judge(piece);
            Tell(isRight ? TorrentInput.PieceVerified(piece, digests) : TorrentInput.PieceFailed(piece, digests));
        }

        private void Tick()
        {
            _stage.Now += TimeSpan.FromSeconds(_random.Next(1, 4));
            Tell(TorrentInput.Tick());
        }

        private void Prioritize()
        {
            _priorities = [.. Enumerable.Range(0, Pieces).Select(_ => (byte)_random.Next(0, 8))];
            Tell(TorrentInput.PrioritiesChanged(_priorities));
        }

        private void Tell(TorrentInput input)
        {
            foreach (var output in _stage.Tell(input).ToList()) Note(output);
            foreach (var peer in _peers)
            {
                var isWanted = _mayDownload && Enumerable.Range(0, Pieces).Any(p => peer.Has.Contains(p) && _priorities[p] > 0 && !Core.Have.Contains(p));
                Check(peer.WasToldInterested == isWanted, $"{peer.Handle} was told the wrong interest after {input.Kind}");
            }
        }

        private void Note(TorrentOutput output)
        {
            var peer = _peers.Find(p => p.Handle == output.Peer);
            switch (output.Kind)
            {
                case TorrentOutputKind.SendRequest:
                    _store.Begin(output.Piece);
                    Check(peer!.Has.Contains(output.Piece), "a request for what the peer lacks");
                    Check(!peer.IsChoking || peer.AllowedFast.Contains(output.Piece.Value), "a request through a choke");
                    Check(_mayDownload && _priorities[output.Piece.Value] > 0, "a request for what nobody wants");
                    peer.Asked.Add(output.Block);
                    Check(Core.TryGetPeer(peer.Handle, out var facts) && facts.OpenRequests <= 2_000, "too many requests");
                    break;
                case TorrentOutputKind.SendInterested: peer!.WasToldInterested = true; break;
                case TorrentOutputKind.SendNotInterested: peer!.WasToldInterested = false; break;
                case TorrentOutputKind.VerifyPiece:
                    _store.StartVerifying(output.Piece);
                    _verifying.Enqueue(output.Piece);
                    break;
                case TorrentOutputKind.DropPiece: _store.Drop(output.Piece); break;
                case TorrentOutputKind.BanPeer:
                    Check(_liars.Contains(output.Peer), "an honest peer was banned");
                    _peers.RemoveAll(p => p.Handle == output.Peer);
                    break;
                case TorrentOutputKind.DropPeer: _peers.RemoveAll(p => p.Handle == output.Peer); break;
                case TorrentOutputKind.Completed: _completions++; break;
                default: break;
            }
        }

        private void Check(bool isSo, string complaint)
        {
            if (!isSo) Assert.Fail($"Seed {_seed}: {complaint}.");
        }
    }
}
