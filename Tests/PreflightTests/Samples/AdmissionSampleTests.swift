import Formats
import Kubernetes
import TestParts
import Testing
import Value

@testable import Preflight

/// What samples are, and what becomes of them.
@Suite(.timeLimit(.minutes(5))) struct AdmissionSampleTests: FactGathering {
    // MARK: - Whose they are

    @Test func samplesAreOfWhatIsWanted() {
        let subject = Subject(["operators": [["name": "lws"], ["name": "other"]]])
        #expect(AdmissionSample.all(for: subject).map(\.title) == ["LeaderWorkerSet.leaderworkerset.x-k8s.io"])
        #expect(AdmissionSample.all(for: Subject()).isEmpty)
    }

    @Test(
        arguments: [
            ("kaito-workspace", ["Workspace.kaito.sh"]), ("ome-resources", ["InferenceService.ome.io"]),
            ("kserve-llmisvc-resources", ["LLMInferenceService.serving.kserve.io"]),
            ("kserve-resources", ["InferenceService.serving.kserve.io"]), ("kserve-crd", []),
        ] as [(String, [String])])
    func operatorsGoByTheNamesThatProvidersCallThem(name: String, titles: [String]) {
        let subject = Subject(["operators": [["name": .string(name)]]])
        #expect(AdmissionSample.all(for: subject).map(\.title) == titles)
    }

    /// KAITO's have no `spec`.
    @Test func bothHaveWhatTheyAreBesidesTheirNames() {
        for sample in AdmissionSample.known {
            let type = ResourceType(
                group: sample.group, version: "v1", kind: sample.kind, plural: sample.plural, isNamespaced: true)
            for fields in [sample.valid, sample.invalid].compactMap(\.self) {
                let object = sample.object(fields, as: type)
                #expect(object["kind"]?.string == sample.kind && object["apiVersion"]?.string == type.apiVersion)
                #expect(object["metadata"] == ["name": "groundcrew-sample", "namespace": "default"])
                #expect(object.object?.count == 4, "\(sample.title)")
            }
            #expect(sample.valid != sample.invalid, "\(sample.title)")
        }
    }

    private static func configuration(_ name: String, groups: Value, resources: Value = ["*"]) -> Value {
        [
            "webhooks": [
                ["name": .string(name), "rules": [["apiGroups": groups, "resources": resources, "operations": ["*"]]]]
            ]
        ]
    }

    /// What takes part in everything says nothing of the operator.
    @Test func webhooksAreThoseOfTheTypeByName() throws {
        let sample = try #require(AdmissionSample.known.first { $0.operatorName == "lws" })
        let group: Value = ["leaderworkerset.x-k8s.io"]
        let names = sample.webhooks(in: [
            Self.configuration("its", groups: group), Self.configuration("all", groups: ["*"]),
            Self.configuration("others", groups: ["apps"]),
            Self.configuration("status", groups: group, resources: ["leaderworkersets/status"]),
        ])
        #expect(names == ["its"])
        #expect(sample.webhooks(in: .null).isEmpty)
    }

    // MARK: - What the server says

    struct Said: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var error: KubernetesError
        var result: SampleTrial.Result
        var code: UnknownReason.Code?
    }

    private static let denial = "admission webhook \"its\" denied the request: no"

    @Test(arguments: [
        Said(testDescription: "its webhook", error: .init(.admissionDenied, denial), result: .denied),
        Said(
            testDescription: "another's", error: .init(.admissionDenied, denial.replacing("its", with: "policy")),
            result: .refused),
        Said(
            testDescription: "it cannot be asked",
            error: .init(.webhookFailed, "Internal error occurred: failed calling webhook \"its\": refused"),
            result: .unreachable),
        Said(
            testDescription: "another's cannot be asked",
            error: .init(.webhookFailed, "failed calling webhook \"policy\": refused"), result: .unknown,
            code: .failed),
        Said(testDescription: "the schema", error: .init(.invalid, "spec: Required value"), result: .refused),
        Said(
            testDescription: "no dry runs",
            error: .init(.badRequest, "admission webhook \"its\" does not support dry run"), result: .unknown,
            code: .failed),
        Said(
            testDescription: "no right", error: .init(.forbidden, "user cannot create resource"), result: .unknown,
            code: .forbidden),
        Said(testDescription: "no answer", error: .init(.timeout, "no answer"), result: .unknown, code: .timeout),
    ])
    func whatTheServerSaysIsTold(item: Said) {
        let trial = SampleTrial(item.error, webhooks: ["its"])
        #expect(trial.result == item.result)
        #expect(trial.unknown?.code == item.code)
        #expect(trial.words == item.error.message)
    }

    // MARK: - Gathering

    private static let configurations =
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"

    private static func answers(_ created: StubTransport.Answer) -> [String: StubTransport.Answer] {
        let group = "leaderworkerset.x-k8s.io"
        return [
            "/apis/admissionregistration.k8s.io/v1": .json(
                200,
                [
                    "resources": [
                        [
                            "name": "validatingwebhookconfigurations", "kind": "ValidatingWebhookConfiguration",
                            "namespaced": false, "verbs": ["list"],
                        ]
                    ]
                ]),
            configurations: StubTransport.list([
                configuration("its", groups: [.string(group)]).merged(with: ["metadata": ["name": "lws"]])
            ]),
            "/apis": .json(
                200,
                [
                    "groups": .array(
                        ["admissionregistration.k8s.io", group].map { name in
                            let version: Value = ["groupVersion": .string("\(name)/v1"), "version": "v1"]
                            return ["name": .string(name), "versions": [version], "preferredVersion": version]
                        })
                ]),
            "/apis/\(group)/v1": .json(
                200,
                [
                    "resources": [
                        [
                            "name": "leaderworkersets", "kind": "LeaderWorkerSet", "namespaced": true,
                            "verbs": ["create"],
                        ]
                    ]
                ]),
            "/apis/\(group)/v1/namespaces/default/leaderworkersets": created,
        ]
    }

    @Test func bothAreSentInDryRunsAlone() async throws {
        let (gatherer, stub) = try gatherer(
            Self.answers(StubTransport.refusal(400, "BadRequest", Self.denial)))
        let want: Object = ["operators": [["name": "lws"]]]
        let fact = try await gatherer.gather([.admissionSamples], for: Subject(want))[.admissionSamples]
        let entries = try #require(fact.value?.array)
        #expect(entries.map { $0["sample"] } == ["valid", "invalid"])
        #expect(entries.allSatisfy { $0["result"] == "denied" && $0["code"] == "" })
        let sent = stub.requests.filter { $0.contains("/namespaces/default/") }
        #expect(sent.count == 2 && sent.allSatisfy { $0.contains("dryRun=All") }, "\(sent)")
    }

    @Test func whereNothingIsKnownOfWhatIsWantedNobodyIsAsked() async throws {
        let (gatherer, stub) = try gatherer(Self.answers(.json(201, [:])))
        let want: Object = ["operators": [["name": "other"]]]
        let fact = try await gatherer.gather([.admissionSamples], for: Subject(want))[.admissionSamples]
        #expect(fact == .absent)
        #expect(!stub.requests.contains { $0.contains("webhook") })
    }

    @Test func whatHasNoWebhookIsLeftOut() async throws {
        let answers = Self.answers(.json(201, [:])).merging([Self.configurations: StubTransport.list([])]) { $1 }
        let fact = try await gather(.admissionSamples, for: ["operators": [["name": "lws"]]], answers)
        #expect(fact == .known([]))
    }

    // MARK: - A real server

    private static func probe(_ group: String) -> AdmissionSample {
        AdmissionSample(
            operatorName: "probe", group: group, plural: "probes", kind: "Probe", valid: ["size": 1],
            invalid: ["size": 0], fault: "no size")
    }

    private static func definition(_ group: String) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("probes.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["plural": "probes", "singular": "probe", "kind": "Probe", "listKind": "ProbeList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                        ],
                    ]
                ],
            ],
        ]
    }

    private static func webhook(_ group: String, at place: WebhookServer.Place) -> Value {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": ["name": .string(group)],
            "webhooks": [
                [
                    "name": .string("probes.\(group)"), "failurePolicy": "Fail", "sideEffects": "None",
                    "admissionReviewVersions": ["v1"], "timeoutSeconds": 5,
                    "rules": [
                        [
                            "apiGroups": [.string(group)], "apiVersions": ["v1"], "operations": ["CREATE"],
                            "resources": ["probes"],
                        ]
                    ],
                    "clientConfig": [
                        "url": .string(place.url),
                        "caBundle": .string(Base64.encode(Array(place.certificateAuthority.utf8))),
                    ],
                ]
            ],
        ]
    }

    /// The results of both samples, as soon as they are those that are waited for: a server takes a moment to know of types
    /// and webhooks.
    private static func results(
        _ group: String, _ cluster: FieldCluster, _ configurations: Value, until wanted: [String]
    ) async throws -> [String] {
        var results: [String] = []
        for _ in 0..<200 where results != wanted {
            let gatherer = FactGatherer(
                client: cluster.client, transport: cluster.transport, processes: NoPrograms(), environment: [:])
            let fact = try await gatherer.admissionSamples([probe(group)], configurations)
            results = (fact.value?.array ?? []).compactMap { $0["result"]?.string }
            if results != wanted { try await Task.sleep(for: .milliseconds(20)) }
        }
        return results
    }

    @Test func row11AWebhookIsJudgedByWhatItAnswers() async throws {
        try await WebhookServer.withPlace { place in
            let cluster = try await FieldCluster.real()
            let group = "s" + String(UInt64.random(in: .min ... .max), radix: 36) + ".field.test"
            _ = try await cluster.client.create(Self.definition(group))
            let webhook = Self.webhook(group, at: place)
            _ = try await cluster.client.create(webhook)
            let down = try await Self.results(
                group, cluster, [webhook], until: ["unreachable", "unreachable"])
            #expect(down == ["unreachable", "unreachable"])
            let taking = try await WebhookServer.with(at: place) { _ in
                try await Self.results(group, cluster, [webhook], until: ["accepted", "accepted"])
            }
            #expect(taking == ["accepted", "accepted"])
            let denying = try await WebhookServer.with(at: place, denying: "no size") { _ in
                try await Self.results(group, cluster, [webhook], until: ["denied", "denied"])
            }
            #expect(denying == ["denied", "denied"])
        }
    }
}
