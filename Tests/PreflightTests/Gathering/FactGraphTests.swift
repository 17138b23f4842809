import Testing
import Value

@testable import Preflight

/// In which order facts are gathered.
@Suite struct FactGraphTests {
    private static func source(
        _ name: FactName, ofCluster: Bool = true, awaits: Bool = false, needs: [FactName] = []
    ) -> FactSource {
        FactSource(name, "a fact", isOfCluster: ofCluster, awaitsCluster: awaits, needs: needs) { _ in .absent }
    }

    /// All that can begin now, by name.
    private static func begun(_ graph: inout FactGraph) -> [FactName] {
        var names: [FactName] = []
        while let source = graph.next() { names.append(source.name) }
        return names
    }

    @Test func nothingIsDoneAtOnce() {
        var graph = FactGraph([])
        let begun = Self.begun(&graph)
        #expect(graph.cluster == .notNeeded && graph.isDone && begun.isEmpty)
    }

    @Test func whatIsOfTheClusterWaitsUntilItAnswers() {
        var graph = FactGraph([
            Self.source("a"), Self.source("b", ofCluster: false), Self.source("c", ofCluster: false, awaits: true),
        ])
        #expect(graph.cluster == .open)
        let first = Self.begun(&graph)
        #expect(first == ["b"])
        graph.clusterAnswers()
        let second = Self.begun(&graph)
        #expect(second == ["a", "c"])
        #expect(graph.noCluster == nil && graph.isDone)
    }

    @Test func anAwayClusterSettlesItsFactsAndFreesTheRest() {
        let reason = UnknownReason(.unreachable, "no route")
        var graph = FactGraph([
            Self.source("a"), Self.source("b", needs: ["a"]), Self.source("c", ofCluster: false, awaits: true),
            Self.source("d", ofCluster: false, needs: ["b"]),
        ])
        let first = Self.begun(&graph)
        #expect(first == [])
        let lost = graph.clusterIsAway(reason)
        #expect(lost == ["a", "b"])
        #expect(graph.noCluster == reason)
        let second = Self.begun(&graph)
        #expect(second == ["c", "d"])
        #expect(graph.isDone)
    }

    @Test func withoutTheClusterNobodyAsksIt() {
        var graph = FactGraph([Self.source("a", ofCluster: false)])
        #expect(graph.cluster == .notNeeded)
        let first = Self.begun(&graph)
        #expect(first == ["a"])
    }

    @Test func needsComeFirst() {
        var graph = FactGraph([
            Self.source("a", needs: ["b", "c"]), Self.source("b"), Self.source("c", needs: ["b"]), Self.source("d"),
        ])
        graph.clusterAnswers()
        let first = Self.begun(&graph)
        #expect(first == ["b", "d"])
        graph.settle("d")
        let second = Self.begun(&graph)
        #expect(second == [])
        graph.settle("b")
        let third = Self.begun(&graph)
        #expect(third == ["c"])
        graph.settle("c")
        let fourth = Self.begun(&graph)
        #expect(fourth == ["a"])
    }

    /// Such as objects that no check of this run asks for.
    @Test func aNeedThatNobodyGathersIsNotWaitedFor() {
        var graph = FactGraph([Self.source("a", needs: ["objects/services"])])
        graph.clusterAnswers()
        let first = Self.begun(&graph)
        #expect(first == ["a"])
    }

    @Test func whatIsSettledDoesNotBegin() {
        var graph = FactGraph([Self.source(.kubernetes), Self.source("a", needs: [.kubernetes])])
        graph.settle(.kubernetes)
        graph.clusterAnswers()
        let first = Self.begun(&graph)
        #expect(first == ["a"])
    }

    // MARK: Wishes

    @Test func sourcesComeWithWhatTheyNeed() throws {
        let registry = FactRegistry(
            sources: [
                Self.source("slow"), Self.source("a", needs: ["b"]), Self.source("b", needs: ["c"]), Self.source("c"),
                Self.source("other"),
            ], variables: [])
        let wishes = FactWishes(
            ["a"], objects: [ObjectsWish(ObjectsQuery(resource: "services"), fields: [])])
        #expect(wishes.facts == ["a", "objects/services"])
        #expect(wishes.sources(from: registry).map(\.name) == ["a", "b", "c", "objects/services"])
        #expect(FactWishes().sources(from: registry).isEmpty)
    }

    @Test func oneListServesAllWhoAskForIt() throws {
        let services = ObjectsQuery(resource: "services")
        let wishes = FactWishes(
            [],
            objects: [
                ObjectsWish(services, fields: [try FieldPath("spec.type"), try FieldPath("spec")]),
                ObjectsWish(ObjectsQuery(group: "apps", resource: "deployments"), fields: []),
                ObjectsWish(services, fields: [try FieldPath("status")]),
            ])
        #expect(wishes.objects.map(\.fact) == ["objects/deployments.apps", "objects/services"])
        #expect(wishes.objects[1].fields.map(\.description) == ["spec", "status"])
    }
}
