using System.Text.Json.Serialization;
using Shoal.Web.Access;
using Shoal.Web.Guests;
using Shoal.Web.Settings;

namespace Shoal.Web.Documents;

/// <summary>All JSON of the API: camelCase, absent instead of null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(TorrentRow))]
[JsonSerializable(typeof(TorrentList))]
[JsonSerializable(typeof(TorrentDetails))]
[JsonSerializable(typeof(AddRequest))]
[JsonSerializable(typeof(ChangeRequest))]
[JsonSerializable(typeof(StatisticsDocument))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(AccessDocument))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(DaemonSettings))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(CodesDocument))]
[JsonSerializable(typeof(OfferRow))]
[JsonSerializable(typeof(OfferRequest))]
[JsonSerializable(typeof(DecideRequest))]
[JsonSerializable(typeof(PageRequest))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(KeptToken[]))]
[JsonSerializable(typeof(LogList))]
[JsonSerializable(typeof(GuestState))]
[JsonSerializable(typeof(ReceiveRow))]
[JsonSerializable(typeof(ReceiveRequest))]
[JsonSerializable(typeof(AcceptRequest))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(QueueRequest))]
internal sealed partial class WebJson : JsonSerializerContext;
