// The faithful copy of the source system (TarefasUFSC/Sistemas_Distribuidos-Trab_Pratico), with its
// faults: actors of its own on the same workload. README.md says what each of them does wrong.

export { type OriginalDiscovering, originalDiscovery } from './original-discovery.ts'
export { type OriginalReceiving, originalReceiver } from './original-receiver.ts'
export { type OriginalSending, originalSender } from './original-sender.ts'
