import Kubernetes
import Value

/// What the server says about whether objects are as they should be.
struct ObjectComparison: Sendable {
    enum Verdict: Sendable, Equatable {
        case same
        /// Missing, or other than it should be.
        case different
        /// Others have made it what it is, and it stays so.
        case left(remark: String)
        /// In the server's words.
        case unknown(reason: String)
    }

    /// One is missing or different: the rest does not matter.
    var differs = false
    var uncompared: [UncomparedObject] = []
    var remarks: [String] = []
    var count: Int

    init(_ verdicts: [(object: String, verdict: Verdict)]) {
        count = verdicts.count
        for (object, verdict) in verdicts {
            switch verdict {
            case .same: continue
            case .different: differs = true
            case .left(let remark): remarks.append(remark)
            case .unknown(let reason): uncompared.append(UncomparedObject(object: object, reason: reason))
            }
        }
    }

    /// Both together.
    func joined(with other: ObjectComparison) -> ObjectComparison {
        var joined = self
        joined.differs = differs || other.differs
        joined.uncompared += other.uncompared
        joined.remarks += other.remarks
        joined.count += other.count
        return joined
    }

    func settled(_ record: StoredRelease, _ objects: [ReleaseObject]) -> SettledRelease? {
        guard !differs else { return nil }
        return SettledRelease(
            record: record, objects: objects, uncompared: uncompared, compared: count, remarks: remarks)
    }
}

extension ReleasePlanner {
    /// Asks the server what it would change, object by object; changes nothing.
    func compare(_ objects: [ReleaseObject]) async throws -> ObjectComparison {
        let live = try await LiveObjects.read(objects, client: client)
        let verdicts = try await concurrently(objects, limit: NativeLimits.concurrency) { object in
            live.isCurrent(object) ? .same : try await verdict(object)
        }
        return ObjectComparison(zip(objects, verdicts).map { ($0.title, $1) })
    }

    private func verdict(_ object: ReleaseObject) async throws -> ObjectComparison.Verdict {
        guard object.name != nil else { return .same }  // Each run would make another one.
        do {
            guard let answer = try await rehearsal(of: object), let live = answer.live else { return .different }
            return live.withoutBookkeeping == answer.applied.withoutBookkeeping ? .same : .different
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return .different
        } catch let error as KubernetesError where error.isNoRehearsal {
            return .unknown(reason: error.message)
        }
    }

    /// A server that is away is waited for; one that answers and cannot do a dry run is not.
    private func rehearsal(of object: ReleaseObject) async throws -> Rehearsal.Answer? {
        func rehearse(_ client: KubernetesClient) async throws -> Rehearsal.Answer? {
            guard let name = object.name,
                let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
            else { return nil }
            // Fields of others are drift, and what the server does not know was left out before.
            return try await Rehearsal(client: client, choices: FieldChoices(takesAll: true), validation: .warn)
                .run(object, live: live)
        }
        do {
            return try await rehearse(client.patient(for: .zero))
        } catch let error as KubernetesError where error.code == .unreachable {
            return try await rehearse(client)
        }
    }
}

extension Value {
    /// What the server counts and notes by itself is not drift.
    var withoutBookkeeping: Value {
        guard var object = self.object, var metadata = object["metadata"]?.object else { return self }
        for key in ["managedFields", "resourceVersion", "generation"] { metadata[key] = nil }
        object["metadata"] = .object(metadata)
        object["status"] = nil
        return .object(object)
    }
}
