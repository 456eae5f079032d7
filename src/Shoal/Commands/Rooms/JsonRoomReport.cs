using System.Net;
using Shoal.Commands.Codes;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary>Tells a program: one event a line, <c>joined</c>, <c>member</c> (came, or its catalog changed), <c>left</c>, <c>sharing</c>.</summary>
internal sealed class JsonRoomReport(CommandEnvironment environment) : IRoomReport
{
    private readonly Dictionary<MemberId, RoomMemberSnapshot> _there = [];
    private (int Files, long Bytes, long Unhashed, long Uploaded) _sharing = (-1, 0, 0, 0);

    public void Joined(RoomSnapshot room, IReadOnlyList<IPEndPoint> listeningOn) => CodeEvents.Write(environment.Out, "joined", json =>
    {
        json.WriteString("room", room.Name.ToString());
        json.WriteString("user", room.UserName);
        json.WriteStartArray("listeningOn");
        foreach (var address in listeningOn) json.WriteStringValue(address.ToString());
        json.WriteEndArray();
    });

    public void Show(RoomSnapshot now)
    {
        foreach (var member in now.Members)
        {
            var before = _there.GetValueOrDefault(member.Id);
            _there[member.Id] = member;
            if (before is null || (before.FilesKnown, before.IsCatalogWhole) != (member.FilesKnown, member.IsCatalogWhole)) Tell("member", member);
        }

        foreach (var (id, member) in _there.ToList())
            if (now.Members.All(there => there.Id != id) && _there.Remove(id)) Tell("left", member);
        var sharing = (now.SharedFiles, now.SharedBytes, now.UnhashedBytes, now.UploadedBytes);
        if (sharing == _sharing) return;
        _sharing = sharing;
        CodeEvents.Write(environment.Out, "sharing", json =>
        {
            json.WriteNumber("files", now.SharedFiles);
            json.WriteNumber("bytes", now.SharedBytes);
            json.WriteNumber("unhashedBytes", now.UnhashedBytes);
            json.WriteNumber("uploadedBytes", now.UploadedBytes);
        });
    }

    public void End()
    {
    }

    private void Tell(string name, RoomMemberSnapshot member) => CodeEvents.Write(environment.Out, name, json => RoomJson.Write(json, member));
}
