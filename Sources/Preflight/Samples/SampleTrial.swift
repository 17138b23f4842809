import Kubernetes
import Value

/// What the server says of a sample in a dry run; pure.
struct SampleTrial: Sendable, Hashable {
    enum Result: String, Sendable, Hashable, CaseIterable {
        case accepted
        /// By the operator's webhook.
        case denied
        /// By something else, such as the type's schema or a policy.
        case refused
        /// The operator's webhook cannot be asked.
        case unreachable
        case unknown
    }

    var result: Result
    /// The server's.
    var words = ""
    var unknown: UnknownReason?

    static let accepted = SampleTrial(result: .accepted)

    init(result: Result, words: String = "", unknown: UnknownReason? = nil) {
        self.result = result
        self.words = words
        self.unknown = unknown
    }

    /// - Parameter webhooks: the names of those that judge the sample's type.
    init(_ error: KubernetesError, webhooks: Set<String>) {
        let isOfIts = webhooks.contains { error.message.contains("\"\($0)\"") }
        switch error.code {
        case .admissionDenied: self.init(result: isOfIts ? .denied : .refused, words: error.message)
        case .webhookFailed where isOfIts: self.init(result: .unreachable, words: error.message)
        case .invalid: self.init(result: .refused, words: error.message)
        case .forbidden where !error.isMissingPermission: self.init(result: .refused, words: error.message)
        // A webhook without dry runs makes a bad request of it.
        case .badRequest where !error.message.contains("does not support dry run"):
            self.init(result: .refused, words: error.message)
        default: self.init(result: .unknown, words: error.message, unknown: UnknownReason(error))
        }
    }
}

extension FactGatherer {
    /// - Parameter configurations: the validating webhooks that are there.
    func admissionSamples(_ samples: [AdmissionSample], _ configurations: Value) async throws -> Fact {
        guard let client else { throw noClient }
        var entries: [Value] = []
        for sample in samples {
            let webhooks = sample.webhooks(in: configurations)
            guard !webhooks.isEmpty, let type = try await servedType(sample.plural, of: sample.group, client) else {
                continue
            }
            let samples: [(name: String, fields: Value?)] = [("valid", sample.valid), ("invalid", sample.invalid)]
            for (name, fields) in samples {
                guard let fields else { continue }
                let trial = try await Self.trial(of: sample.object(fields, as: type), type, webhooks, client)
                let entry: Value = [
                    "operator": .string(sample.operatorName), "object": .string(sample.title), "sample": .string(name),
                    "fault": .string(sample.fault), "result": .string(trial.result.rawValue),
                    "words": .string(trial.words),
                ]
                entries.append(entry.merged(with: UnknownReason.entry(trial.unknown)))
            }
        }
        return .known(.array(entries))
    }

    private static func trial(
        of object: Value, _ type: ResourceType, _ webhooks: Set<String>, _ client: KubernetesClient
    ) async throws -> SampleTrial {
        do {
            _ = try await client.patient(for: .zero).create(
                object, as: type, options: WriteOptions(fieldManager: "groundcrew", dryRun: true))
            return .accepted
        } catch let error as KubernetesError {
            return SampleTrial(error, webhooks: webhooks)
        }
    }
}

extension FactName {
    /// What the webhooks of operators say of samples.
    static let admissionSamples: FactName = "admissionSamples"
}

extension FactSource {
    static let samples: [FactSource] = [
        FactSource(
            .admissionSamples,
            "what the webhooks of `want.operators` say in dry runs of objects that are right and wrong; absent where no "
                + "sample is known for any",
            objects: [AdmissionSample.configurations], isWanted: { !AdmissionSample.all(for: $0).isEmpty }
        ) { context in
            try await context.gatherer.admissionSamples(
                AdmissionSample.all(for: context.subject), try context.known(.validatingWebhooks))
        }
    ]
}

extension FactVariable {
    static let samples: [FactVariable] = [
        FactVariable(
            "admissionSamples", from: [.admissionSamples],
            form: "[{operator, object, sample, fault, result, words, code, message, verb, resource}]",
            """
            what the webhooks of wanted operators say of samples: `sample` is `valid` or `invalid`, `result` is `accepted`, \
            `denied` by such a webhook, `refused` by something else, `unreachable` where the webhook cannot be asked, or \
            `unknown`; null where no sample is known
            """
        ) { (facts) throws(UnknownReason) in try facts.known(.admissionSamples) }
    ]
}
