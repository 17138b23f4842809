import Value
import YAML

extension StoredRelease {
    /// What the next revision has to know of this one, so that nothing is forgotten in the cluster; nil where it cannot be
    /// told.
    var traces: Set<String>? {
        guard status != .uninstalled else { return [] }
        var traces = Set(broughtCRDs.map { "crd \($0)" })
        // The fields that it has set have to change hands.
        if !wasAppliedServerSide { traces.insert("client-side") }
        // Such a record stays, and whoever needs its objects says why it cannot be read.
        guard let documents = try? YAML.decodeAll(manifest, file: "manifest", rules: .helm) else { return nil }
        for object in documents.flatMap({ ObjectReader.flattened($0.value) }) where object.object != nil {
            guard let name = object["metadata"]?["name"]?.string else { return nil }
            let parts = [object["apiVersion"], object["kind"], object["metadata"]?["namespace"]].map {
                $0?.string ?? ""
            }
            traces.insert((parts + [name]).joined(separator: " "))
        }
        return traces
    }

    /// Those that may go because the ones that stay tell all that they do, the oldest first; pure.
    ///
    /// - Parameters:
    ///   - records: all whose objects may be in the cluster, the oldest first.
    ///   - kept: the revision that stays whatever it tells.
    ///   - count: how many are to go at most.
    static func expendable(_ records: [StoredRelease], besides kept: Int?, upTo count: Int) -> [Int] {
        var left = records.map { (revision: $0.revision, traces: $0.traces) }
        var gone: [Int] = []
        for record in left where gone.count < count && record.revision != kept {
            guard let traces = record.traces else { continue }
            let others = left.filter { $0.revision != record.revision }
            let told = others.reduce(into: Set<String>()) { $0.formUnion($1.traces ?? []) }
            guard traces.isSubset(of: told) else { continue }
            left = others
            gone.append(record.revision)
        }
        return gone
    }
}
