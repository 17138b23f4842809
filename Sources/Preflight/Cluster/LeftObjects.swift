import Kubernetes
import Value

/// Objects of CRDs that a former installation left, which nothing looks after.
enum LeftObjects {
    /// The CRDs of operators that were decided to be there by their CRDs alone; by the operators that brought them.
    static func crds(_ operators: Value, _ subject: Subject) -> [(crd: String, owner: String)] {
        var found: [(crd: String, owner: String)] = []
        for decided in operators.array ?? [] where decided["code"]?.string == "crds-left" {
            let item = subject.operators.first { item in
                item.name == decided["name"]?.string && item.namespace == decided["namespace"]?.string
            }
            for crd in item?.crds ?? [] where !found.contains(where: { $0.crd == crd }) {
                found.append((crd: crd, owner: item?.name ?? ""))
            }
        }
        return found
    }

    /// - Parameters:
    ///   - page: the first page of its objects.
    ///   - isWhole: whether there are no more.
    static func value(_ crd: String, owner: String, _ page: [Value], isWhole: Bool) -> Value {
        let objects = page.map(ClusterObject.init)
        let stuck = objects.filter { $0.isGoing && !$0.finalizers.isEmpty }
        return [
            "crd": .string(crd), "operator": .string(owner), "count": .integer(Int64(objects.count)),
            "whole": .bool(isWhole), "names": .array(objects.prefix(3).map { .string($0.place) }),
            "stuck": .array(
                stuck.map { .string("\($0.place) (\($0.finalizers.joined(separator: ", ")))") }),
            "unseen": "",
        ]
    }

    static func unseen(_ crd: String, owner: String, _ words: String) -> Value {
        [
            "crd": .string(crd), "operator": .string(owner), "count": 0, "whole": false, "names": [], "stuck": [],
            "unseen": .string(words),
        ]
    }
}

extension FactGatherer {
    /// One entry for each CRD that is still served; what cannot be looked at of one says nothing of the others.
    func leftObjects(_ crds: [(crd: String, owner: String)]) async throws -> Fact {
        var entries: [Value] = []
        for (crd, owner) in crds.prefix(PreflightLimits.leftDefinitions) {
            guard let kind = WantedWork.Kind(crd: crd) else { continue }
            do {
                if let entry = try await leftObjects(kind, crd, owner) { entries.append(entry) }
            } catch let reason as UnknownReason {
                entries.append(LeftObjects.unseen(crd, owner: owner, reason.message))
            }
        }
        return .known(.array(entries))
    }

    /// Nil where the server does not serve it.
    private func leftObjects(_ kind: WantedWork.Kind, _ crd: String, _ owner: String) async throws -> Value? {
        try await reading { client -> Value? in
            guard let type = try await servedType(kind.resource, of: kind.group, client) else { return nil }
            let options = ListOptions(pageSize: PreflightLimits.leftObjects, metadataOnly: true)
            for try await page in client.list(type, options: options) {
                return LeftObjects.value(crd, owner: owner, page.items, isWhole: page.continueToken == nil)
            }
            return LeftObjects.value(crd, owner: owner, [], isWhole: true)
        }
    }
}
