import Kubernetes
import Value

extension FactSource {
    /// The control plane, what images and charts come from, and what former installations left.
    static let cluster: [FactSource] = [
        FactSource(
            .serverTime, "the API server's clock against this machine's; absent where it does not tell the time"
        ) { context in
            let time = try await context.reading { try await $0.serverTime() }
            return time.map { Fact.known(ClockSkew($0).value) } ?? .absent
        },
        FactSource(.serverHealth, "what the API server says of its own health") { context in
            let live = try await context.reading { try await $0.health("/livez") }
            let ready = try await context.reading { try await $0.health("/readyz") }
            let answers = [try HealthAnswer(live, path: "/livez"), try HealthAnswer(ready, path: "/readyz")]
            return .known(["live": answers[0].value, "ready": answers[1].value])
        },
        FactSource(
            .registries,
            "whether the registries of `want.registries` and of rendered images answer from here; absent where none is known",
            isOfCluster: false, needs: [.rendered]
        ) { context in
            // Images that are not known are told of where they are rendered.
            let rendered = context.fact(.rendered).value ?? .null
            let targets = RegistryTarget.all(wanted: context.subject.registries, rendered: rendered)
            return try await context.gatherer.registries(targets)
        },
        FactSource(
            .leftObjects, "the objects of CRDs that a former installation left, the first of each",
            needs: [.operators]
        ) { context in
            let crds = LeftObjects.crds(try context.known(.operators), context.subject)
            return try await context.gatherer.leftObjects(crds)
        },
    ]
}
