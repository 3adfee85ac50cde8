namespace CallGrains.Simulator.Calls;

/// <summary>Why a call ended, in the carrier's words.</summary>
internal static class Causes
{
    public const string NormalClearing = "NORMAL_CLEARING";
    public const string OriginatorCancel = "ORIGINATOR_CANCEL";
    public const string UserBusy = "USER_BUSY";
    public const string CallRejected = "CALL_REJECTED";
    public const string UnallocatedNumber = "UNALLOCATED_NUMBER";
    public const string NoAnswer = "NO_ANSWER";
}
