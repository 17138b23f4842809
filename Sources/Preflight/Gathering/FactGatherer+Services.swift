import Value

/// The servers that operators need.
extension FactGatherer {
    /// One entry for each server that is wanted; what is not known of one says nothing of the others.
    func services(_ name: FactName, of subject: Subject, noCluster: UnknownReason?) async throws -> Fact {
        let services = name == .nats ? subject.nats : subject.etcd
        guard !services.isEmpty else { return .absent }
        var entries: [Value] = Array(repeating: .null, count: services.count)
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, service) in services.enumerated() {
                group.addTask { (index, try await entry(name, service, noCluster: noCluster)) }
            }
            for try await (index, entry) in group { entries[index] = entry }
        }
        return .known(.array(entries))
    }

    /// The fact's recorded form with the server's address.
    private func entry(_ name: FactName, _ service: Subject.Service, noCluster: UnknownReason?) async throws -> Value {
        var address = ServiceAddress.redacted(service.url)
        let fact: Fact
        do {
            address = try service.address(defaultPort: name == .nats ? 4222 : 2379)
            fact = .known(
                name == .nats
                    ? try await nats(service, noCluster: noCluster) : try await etcd(service, noCluster: noCluster))
        } catch let reason as UnknownReason {
            fact = .unknown(reason)
        }
        return fact.json.merged(with: ["address": .string(address)])
    }
}
