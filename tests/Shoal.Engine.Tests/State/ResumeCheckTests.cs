using Shoal.Core.Pieces;
using Shoal.Engine.State;
using Shoal.Engine.Storage;
using Shoal.Engine.Tests.Storage;

namespace Shoal.Engine.Tests.State;

public sealed class ResumeCheckTests
{
    // Pieces of 16 KiB: "a" has 0 to 3, "b" 3 (shared) to 7, "c" 8 and 9.
    private const int Piece = 16 << 10;
    private static readonly TestContent Content = TestContent.Make(TestVersion.V1, Piece, ("a", 3 * Piece + 5), ("b", 5 * Piece - 5), ("c", 2 * Piece));
    private static readonly FileStamp[] Then = [new(3 * Piece + 5, 10), new(4 * Piece, 20), FileStamp.Missing];

    [Fact]
    public void Files_as_they_were_are_believed() => AssertCheck(Then, isFinal: false, kept: [0, 1, 2, 3, 5], suspects: []);

    [Fact]
    public void A_complete_file_that_changed_is_hashed_again() =>
        AssertCheck([Then[0] with { ModifiedTicks = 11 }, Then[1], Then[2]], isFinal: false, kept: [5], suspects: [0, 1, 2, 3]);

    [Fact]
    public void A_growing_file_written_after_the_record_keeps_its_claims_and_its_other_pieces_are_looked_at() =>
        AssertCheck([Then[0], new(5 * Piece - 5, 21), Then[2]], isFinal: false, kept: [0, 1, 2, 3, 5], suspects: [4, 6, 7]);

    [Fact]
    public void A_file_that_appeared_after_the_record_is_looked_at() =>
        AssertCheck([Then[0], Then[1], new(Piece, 30)], isFinal: false, kept: [0, 1, 2, 3, 5], suspects: [8, 9]);

    [Fact]
    public void A_growing_file_that_shrank_is_hashed_again() =>
        AssertCheck([Then[0], Then[1] with { LengthBytes = 1 }, Then[2]], isFinal: false, kept: [0, 1, 2], suspects: [3, 4, 5, 6, 7]);

    [Fact]
    public void A_growing_file_longer_than_ever_is_hashed_again() =>
        AssertCheck([Then[0], Then[1] with { LengthBytes = 5 * Piece }, Then[2]], isFinal: false, kept: [0, 1, 2], suspects: [3, 4, 5, 6, 7]);

    [Fact]
    public void After_a_clean_end_no_file_may_differ() =>
        AssertCheck([Then[0], new(5 * Piece - 5, 21), Then[2]], isFinal: true, kept: [0, 1, 2], suspects: [3, 4, 5, 6, 7]);

    [Fact]
    public void Claims_without_any_file_have_vanished()
    {
        Assert.True(Check([FileStamp.Missing, FileStamp.Missing, FileStamp.Missing], isFinal: false).HasVanished);
        Assert.False(Check([FileStamp.Missing, Then[1], FileStamp.Missing], isFinal: false).HasVanished);
    }

    [Fact]
    public void A_record_of_another_shape_is_worth_nothing_and_all_data_is_looked_at()
    {
        var record = Records.Small(1) with { Pieces = PieceSet.Full(3), Files = Then };

        Assert.True(ResumeCheck.Of(record, Content.Metainfo, Then).Suspects.IsFull);
        Assert.True(ResumeCheck.Of(record with { Pieces = null }, Content.Metainfo, [FileStamp.Missing]).Suspects.IsEmpty);
    }

    private static ResumeCheck Check(FileStamp[] now, bool isFinal)
    {
        var claimed = new PieceSet(Content.Geometry.PieceCount);
        foreach (var piece in new[] { 0, 1, 2, 3, 5 }) claimed.Add(Content.Geometry.Piece(piece));
        return ResumeCheck.Of(Records.Small(1) with { Pieces = claimed, Files = Then, IsFinal = isFinal }, Content.Metainfo, now);
    }

    private static void AssertCheck(FileStamp[] now, bool isFinal, int[] kept, int[] suspects)
    {
        var check = Check(now, isFinal);
        Assert.Equal(kept, Enumerable.Range(0, check.Kept.PieceCount).Where(check.Kept.Contains));
        Assert.Equal(suspects, Enumerable.Range(0, check.Suspects.PieceCount).Where(check.Suspects.Contains));
    }
}
