/// Every fault at every change and at every fifth read of every verb.
public enum FaultMatrix {
    static let readStep = 5

    static func places(_ counts: RequestCounts) -> [FaultCase.Place] {
        (0..<counts.changes).map { .change($0 + 1) }
            + stride(from: readStep, through: counts.reads, by: readStep).map { .read($0) }
    }

    public static func cases(_ counts: [ProvenVerb: RequestCounts]) -> [FaultCase] {
        ProvenVerb.allCases.flatMap { verb in
            places(counts[verb] ?? RequestCounts(changes: 0, reads: 0)).flatMap { place in
                RequestFault.ofOneRequest.map { FaultCase(verb: verb, fault: $0, place: place) }
            }
        }
    }

    /// Half of the faults in each verb, so that each is in half of the verbs, at other places each time; the same cases
    /// every time.
    public static func sample(_ counts: [ProvenVerb: RequestCounts]) -> [FaultCase] {
        let faults = RequestFault.ofOneRequest
        return ProvenVerb.allCases.enumerated().flatMap { verbNumber, verb -> [FaultCase] in
            let places = places(counts[verb] ?? RequestCounts(changes: 0, reads: 0))
            return faults.enumerated().compactMap { number, fault in
                guard !places.isEmpty, (number + verbNumber).isMultiple(of: 2) else { return nil }
                // In even steps through all of them, begun elsewhere for each verb.
                let share = (number * 2 + 1) * places.count / (faults.count * 2)
                return FaultCase(verb: verb, fault: fault, place: places[(share + verbNumber * 3) % places.count])
            }
        }
    }

    /// Restarts of the API server at moments spread over each verb's changes.
    static func restarts(_ counts: [ProvenVerb: RequestCounts], perVerb: Int = 6) -> [FaultCase] {
        ProvenVerb.allCases.flatMap { verb -> [FaultCase] in
            let changes = counts[verb]?.changes ?? 0
            let places = Set((0..<perVerb).map { changes * $0 / perVerb + 1 }).filter { $0 <= changes }.sorted()
            return places.map { FaultCase(verb: verb, fault: .restart, place: .change($0)) }
        }
    }
}
