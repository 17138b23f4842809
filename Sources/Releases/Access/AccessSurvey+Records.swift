import Kubernetes

extension AccessSurvey {
    /// The works with what their records are to be, where nobody has said.
    func recorded(_ works: [Work], _ held: [String: AccessRules]) async throws -> [Work] {
        var works = works
        var known: [String: RecordKind] = [:]
        for index in works.indices where works[index].isRecorded && works[index].records == nil {
            let place = works[index].namespace
            if known[place] == nil { known[place] = try await recordKind(in: place, held[place]) }
            works[index].records = known[place]
        }
        return works
    }

    private func recordKind(in namespace: String, _ held: AccessRules?) async throws -> RecordKind {
        guard let held else { return try await RecordKind.chosen(in: namespace, by: client) }
        func mayKeep(_ kind: RecordKind) -> Bool {
            ["list", "create"].allSatisfy {
                held.allows(AccessRequest(verb: $0, kind.type, namespace: namespace))
            }
        }
        return !mayKeep(.secret) && mayKeep(.configMap) ? .configMap : .secret
    }
}
