import Kubernetes
import Operators
import Providers
import Releases
import Value
import YAML

/// CRDs outlive what brought them, since all that is made of them goes with them.
extension OperatorRemover {
    /// What becomes of those that an operator brings, and of those among its release's objects; nothing is changed.
    ///
    /// - Parameters:
    ///   - release: with the one that goes.
    ///   - isGone: whether it has gone by now, so that nothing goes with it any more.
    ///   - leaving: releases that go, too, whose objects need nothing any more.
    func crdFates(
        of item: OperatorDefinition, _ release: OperatorRelease, isGone: Bool = false, _ leaving: [ReleaseRecord]
    ) async throws -> [CRDRemoval] {
        let objects = release.here.map { Self.definitions(in: $0) } ?? []
        // What a release has left behind lives on, and needs its type as anybody's does.
        let going = isGone ? [] : leaving + [release.here].compactMap(\.self)
        var fates: [CRDRemoval] = []
        for name in item.crds.map(\.name) + objects.filter({ name in !item.crds.contains { $0.name == name } }) {
            let live: Value?
            do {
                live = try await client.getIfPresent(.customResourceDefinitions, name)
            } catch let error as KubernetesError where error.code == .forbidden {
                fates.append(CRDRemoval(name: name, fate: .stays(because: "it could not be looked at: \(error)")))
                continue
            }
            guard let live, live["metadata"]?["deletionTimestamp"] == nil else { continue }
            let reason = try await reason(
                toKeep: OperatorSight.Found(live), of: release, isHeld: !isGone && objects.contains(name),
                isGone: isGone, going)
            let fate: CRDRemoval.Fate = if let reason { .stays(because: reason) } else { .goes }
            fates.append(CRDRemoval(name: name, uid: live["metadata"]?["uid"]?.string, fate: fate))
        }
        return fates
    }

    private func reason(
        toKeep crd: OperatorSight.Found, of release: OperatorRelease, isHeld: Bool, isGone: Bool,
        _ leaving: [ReleaseRecord]
    ) async throws -> String? {
        if let owner = Self.owner(of: crd, besides: release.here) { return owner }
        if let needer = try await needer(of: crd.name, besides: leaving) { return needer }
        if crd.annotations["helm.sh/resource-policy"] == "keep" { return "its policy is keep" }
        if keepsCRDs == true { return "--keep-crds was given" }
        guard !isHeld else { return nil }
        guard Self.isOurs(crd, release) else { return "nothing says that groundcrew brought it" }
        guard keepsCRDs != false else { return nil }
        // Once the release is gone, nobody knows any more who brought it.
        let removal =
            isGone
            ? "kubectl delete crd \(crd.name) removes it, with whatever is made of it by then"
            : "--no-keep-crds removes it while nothing is made of it"
        return "it is none of its release's objects; \(removal)"
    }

    /// What is made of it, in words that say that it stays; nil where nothing is.
    private func needer(of crd: String, besides leaving: [ReleaseRecord]) async throws -> String? {
        let needers = try await OperatorUse(client: client).allObjects(of: crd, besides: leaving)
        return needers.first.map { "\($0.words) needs it\(needers.count > 1 ? ", and there is more of it" : "")" }
    }

    /// Whether a release that groundcrew made brought it: as one of its objects, or from `crds/` of its chart.
    private static func isOurs(_ crd: OperatorSight.Found, _ release: OperatorRelease) -> Bool {
        guard let here = release.here, release.isOwn(here), !release.isAdopted(here) else { return false }
        return crd.release != nil || crd.isLeft
    }

    /// Whose it is where it is somebody else's.
    private static func owner(of crd: OperatorSight.Found, besides record: ReleaseRecord?) -> String? {
        if let release = crd.release, release.name != record?.name || release.namespace != record?.namespace {
            return "it belongs to release \(release.namespace)/\(release.name)"
        }
        if let addOn = crd.addOn { return "\(addOn) looks after it" }
        return crd.tool.map { "\($0) put it there" }
    }

    /// Names of those among a release's objects; none where its manifest cannot be read.
    private static func definitions(in record: ReleaseRecord) -> [String] { names(of: objects(in: record)) }

    /// The same without those that stay by the chart's own word, which Helm heeds as well.
    static func removedDefinitions(in record: ReleaseRecord) -> [String] {
        names(of: objects(in: record).filter { $0["metadata"]?["annotations"]?["helm.sh/resource-policy"] != "keep" })
    }

    private static func objects(in record: ReleaseRecord) -> [Value] {
        let documents: [YAMLDocument]
        do { documents = try YAML.decodeAll(record.manifest, file: record.name, rules: .helm) } catch { return [] }
        return documents.map(\.value).filter { $0["kind"] == "CustomResourceDefinition" }
    }

    private static func names(of objects: [Value]) -> [String] {
        objects.compactMap { $0["metadata"]?["name"]?.string }
    }

    // MARK: - Changing

    /// Has those stay that would go with the release.
    ///
    /// - Throws: `CommandFailure` with status `usage` where Helm itself removes the release: it goes by what the chart says.
    func protectCRDs(of record: ReleaseRecord?) async throws {
        guard keepsCRDs == true, let record else { return }
        let names = Self.removedDefinitions(in: record)
        guard let first = names.first else { return }
        guard driver.name != "helm" else {
            throw CommandFailure(
                .usage, "helm removes CRDs that are templates of \(record.chartTitle), such as \(first)",
                hint: "--driver native leaves them where --keep-crds is given")
        }
        let policy: Value = ["metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]]
        for name in names {
            guard let live = try await client.getIfPresent(.customResourceDefinitions, name),
                Self.owner(of: OperatorSight.Found(live), besides: record) == nil
            else { continue }
            _ = try await client.patch(.customResourceDefinitions, name, with: .merge(policy))
        }
    }

    /// Removes those that may go now that the release is gone, and names the others.
    ///
    /// - Parameter named: what the removal of the release has said of objects that stay.
    func settleCRDs(
        of item: OperatorDefinition, _ release: OperatorRelease, _ leaving: [ReleaseRecord], named: [LeftObject]
    ) async throws -> [CRDRemoval] {
        var settled: [CRDRemoval] = []
        for var crd in try await crdFates(of: item, release, isGone: true, leaving) {
            if crd.fate == .goes {
                guard let fate = try await delete(crd) else { continue }
                crd.fate = fate
            } else if named.contains(where: { $0.isAbout(crd) }) {
                continue
            }
            settled.append(crd)
        }
        return settled
    }

    /// Removes the one that was looked at, and none that somebody has made in its place.
    ///
    /// - Returns: what became of it: it stays where something is made of it by now; nil where it was not there any more.
    private func delete(_ crd: CRDRemoval) async throws -> CRDRemoval.Fate? {
        if let needer = try await needer(of: crd.name, besides: []) { return .stays(because: needer) }
        do {
            let options = DeleteOptions(uid: crd.uid)
            let gone = try await client.deleteIfPresent(.customResourceDefinitions, crd.name, options: options)
            return gone == nil ? nil : .removed
        } catch let error as KubernetesError where error.code == .conflict {
            return .stays(because: "somebody has made it anew")
        }
    }
}

extension LeftObject {
    func isAbout(_ crd: CRDRemoval) -> Bool {
        object.hasPrefix("CustomResourceDefinition") && object.hasSuffix(" \(crd.name)")
    }
}
