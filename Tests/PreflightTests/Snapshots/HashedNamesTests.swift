import Testing
import Value

@testable import Preflight

/// Names that are replaced, always by the same ones, and names that stay.
@Suite struct HashedNamesTests {
    private static let key = NameKey([1, 2, 3])

    private func hashed(_ facts: Facts, _ subject: Subject = Subject()) -> Facts {
        facts.hashingNames(for: subject, key: Self.key)
    }

    private static var facts: Facts {
        var facts = Facts(cluster: ClusterIdentityFact(server: "https://c", note: "node gpu-0 is away"))
        facts[.nodes] = .known([
            ["name": "gpu-0", "hostname": true, "labels": ["rack": "gpu-0", "pool": "a"]],
            ["name": "metal", "labels": ["kubernetes.io/hostname": "metal", "kind": "metal"]],
        ])
        facts[.pods] = .known([
            ["namespace": "team-a", "name": "web-0", "node": "gpu-0", "requests": ["nvidia.com/gpu": 1]]
        ])
        facts[.nodeUse] = .known([["node": "metal", "pods": 3], ["node": "", "pods": 1]])
        facts["objects/namespaces"] = .known([
            [
                "metadata": [
                    "name": "nvidia", "labels": ["kubernetes.io/metadata.name": "nvidia", "vendor": "nvidia"],
                ]
            ], ["metadata": ["name": "kube-system"]],
        ])
        facts["objects/csinodes.storage.k8s.io"] = .known([["metadata": ["name": "metal"]]])
        facts["objects/services"] = .known([["metadata": ["name": "web", "namespace": "nvidia"]]])
        facts.objects["objects/services"] = RecordedObjects(fields: [], namespaces: ["nvidia", "default"])
        facts["objects/webhooks"] = .known([
            ["selector": [["key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["nvidia"]]]]
        ])
        facts[.crds] = .unknown(UnknownReason(.failed, "the kubelet of gpu-0. has no answer for team-a/web-0"))
        return facts
    }

    @Test func theSameNameIsTheSameEverywhere() throws {
        let facts = hashed(Self.facts)
        let gpu = Self.key.hashed("gpu-0", .node)
        let metal = Self.key.hashed("metal", .node)
        let nvidia = Self.key.hashed("nvidia", .namespace)
        let team = Self.key.hashed("team-a", .namespace)
        let web = Self.key.hashed("web-0", .pod)
        #expect(
            facts[.nodes]
                == .known([
                    ["name": .string(gpu), "hostname": true, "labels": ["rack": .string(gpu), "pool": "a"]],
                    [
                        "name": .string(metal),
                        "labels": ["kubernetes.io/hostname": .string(metal), "kind": "metal"],
                    ],
                ]))
        #expect(
            facts[.pods]
                == .known([
                    [
                        "namespace": .string(team), "name": .string(web), "node": .string(gpu),
                        "requests": ["nvidia.com/gpu": 1],
                    ]
                ]))
        #expect(facts[.nodeUse] == .known([["node": .string(metal), "pods": 3], ["node": "", "pods": 1]]))
        #expect(facts["objects/csinodes.storage.k8s.io"] == .known([["metadata": ["name": .string(metal)]]]))
        #expect(
            facts["objects/services"] == .known([["metadata": ["name": "web", "namespace": .string(nvidia)]]]))
        #expect(facts.objects["objects/services"]?.namespaces == [nvidia, "default"])
        let selector = facts["objects/webhooks"].value?[0]?["selector"]?[0]
        #expect(selector?["values"] == [.string(nvidia)])
        guard case .unknown(let reason) = facts[.crds] else {
            Issue.record("it is known")
            return
        }
        #expect(reason.message == "the kubelet of \(gpu). has no answer for \(team)/\(web)")
        #expect(facts.cluster?.note == "node \(gpu) is away")
    }

    /// A word that happens to be a name is one only where names stand.
    @Test func wordsStayWords() {
        let namespaces = hashed(Self.facts)["objects/namespaces"].value
        let labels = namespaces?[0]?["metadata"]?["labels"]
        #expect(labels?["vendor"] == "nvidia")
        #expect(labels?["kubernetes.io/metadata.name"] == .string(Self.key.hashed("nvidia", .namespace)))
        #expect(namespaces?[1]?["metadata"]?["name"] == "kube-system")
    }

    @Test func whatIsWantedKeepsItsNames() {
        var subject = Subject()
        subject.operators = [.init(name: "gpu-operator", provider: "p", namespace: "nvidia", version: "1.0.0")]
        let facts = hashed(Self.facts, subject)
        #expect(facts.objects["objects/services"]?.namespaces == ["nvidia", "default"])
        #expect(facts["objects/services"] == Self.facts["objects/services"])
        #expect(!facts.json.json().contains("gpu-0"))
    }

    @Test(arguments: ["gpu-0", "team-a", "web-0"])
    func nothingOfANameIsLeft(name: String) {
        #expect(Self.facts.json.json().contains(name))
        #expect(!hashed(Self.facts).json.json().contains(name))
    }

    @Test func aKeyOfOnesOwnMakesOtherNames() {
        let one = Self.facts.hashingNames(for: Subject())
        let other = Self.facts.hashingNames(for: Subject())
        #expect(one != other)
        #expect(one[.nodes].value?.array?.count == 2)
    }

    @Test(arguments: [
        ("gpu-0", "H"), ("gpu-0.", "H."), ("gpu-0: away", "H: away"), ("on gpu-0, gpu-0", "on H, H"),
        ("gpu-01", "gpu-01"), ("my-gpu-0", "my-gpu-0"), ("gpu-0.example", "gpu-0.example"), ("", ""),
        ("é gpu-0 ü", "é H ü"), ("metal", "metal"), ("ns/gpu-0", "N/H"), ("ns", "ns"), ("a/b", "a/b"),
        ("e\u{301}gpu-0", "e\u{301}H"),
    ])
    func namesAreFoundWithinTexts(text: String, expected: String) {
        let hashing = NameHashing(["gpu-0": "H", "metal": "M", "ns": "N"])
        #expect(hashing.text(text) == expected)
    }

    @Test func hashedNamesAreLabels() {
        for name in ["a", String(repeating: "long.name-", count: 20), "Ä", ""] {
            let hash = Self.key.hashed(name, .namespace)
            #expect(hash.hasPrefix("ns-") && hash.utf8.count == 15)
            #expect(hash == Self.key.hashed(name, .namespace))
        }
        #expect(Self.key.hashed("a", .node) != NameKey([9]).hashed("a", .node))
    }

    /// The same verdicts, whatever the nodes are called.
    @Test func theVerdictsStayTheSame() throws {
        let catalog = try CheckCatalog.builtIn()
        for request in [PreflightRequest(), PreflightRequest(Subject(namesNodes: true))] {
            let plain = try Preflight.judge(Self.fleet, checks: catalog, request)
            let judged = try Preflight.judge(hashed(Self.fleet, request.subject), checks: catalog, request)
            #expect(judged.results.map(\.verdict.name) == plain.results.map(\.verdict.name))
            #expect(judged.outcome == plain.outcome)
        }
    }

    private static var fleet: Facts {
        var facts = Self.facts
        facts[.kubernetes] = .known(["gitVersion": "v1.34.2", "version": "1.34.2"])
        facts[.resourceSlices] = .absent
        facts.facts["objects/webhooks"] = nil
        facts[.crds] = .known([])
        return facts
    }
}

extension Subject {
    /// An operator whose namespace is one of the facts.
    fileprivate init(namesNodes: Bool) {
        self.init(operators: [.init(name: "o", provider: "p", namespace: "team-a", version: "1.0.0")])
    }
}
