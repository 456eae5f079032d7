namespace Shoal.Core.Dht;

/// <summary>Why a query was refused (BEP 5, BEP 44).</summary>
public enum KrpcError
{
    None = 0,
    Generic = 201,
    Server = 202,

    /// <summary>A malformed message, or a token that is not ours or too old.</summary>
    Protocol = 203,
    MethodUnknown = 204,
    ValueTooBig = 205,
    InvalidSignature = 206,
    SaltTooBig = 207,

    /// <summary>The stored sequence number is not the one expected ("cas").</summary>
    CasMismatch = 301,
    SequenceTooLow = 302,
}
