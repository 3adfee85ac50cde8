namespace CallGrains.Flows;

/// <summary>The handlers of a <see cref="CallFlow{TState}"/>, whatever its state type.</summary>
internal interface ICallHandlers : IHandlers
{
    void Attach(CallActions call);

    void OnStart();

    void OnEvent(CarrierEvent e);

    void OnEnded(string cause);

    void OnRecording(RecordResult result);

    void OnTransfer(TransferResult result);

    void OnJoined(JoinResult result);

    void OnLegAnswered(CallLeg leg);

    void OnLegEnded(CallLeg leg);

    void OnLegEvent(CallLeg leg, CarrierEvent e);

    void OnBridge(CallLeg leg, bool bridged);

    void OnDelivery(MessageEvent e);
}
