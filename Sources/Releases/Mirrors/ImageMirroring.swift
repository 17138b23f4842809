import Charts
import Repositories
import Value
import YAML

/// Puts images of rendered objects at their mirrors: those of containers, image volumes, and of fields that are called
/// `image` in other objects, custom resources among them.
///
/// CustomResourceDefinitions, Secrets and metadata stay untouched.
struct ImageMirroring: Sendable {
    private let mirrors: RegistryMirrors
    /// What was put elsewhere, by what it was called before.
    private(set) var images: [String: String] = [:]
    /// Images that a prefix is about and that stay, each with its place: what pulls them is told of them in words of its own.
    private(set) var left: [String] = []

    init(_ mirrors: RegistryMirrors) { self.mirrors = mirrors }

    /// Of what stays, how much is told.
    private static let most = 20

    /// What whoever applies it should know.
    var warnings: [String] {
        left.map { "\($0) is not taken from a mirror: what pulls it has to be told by its values" }
    }

    // MARK: - Releases

    /// Documents in which nothing changes keep their text.
    mutating func mirrored(_ rendered: RenderedChart) -> RenderedChart {
        var rendered = rendered
        for (index, document) in rendered.documents.enumerated() {
            guard let text = changed(document.value) else { continue }
            rendered.documents[index].value = text.value
            rendered.documents[index].text = text.yaml
        }
        for (index, hook) in rendered.hooks.enumerated() {
            guard let text = changed(hook.value) else { continue }
            rendered.hooks[index].value = text.value
            rendered.hooks[index].text = text.yaml
        }
        return rendered
    }

    /// Whether every image of a record's manifest and hooks is where the mirrors have it; false for what cannot be read.
    static func isDone(_ mirrors: RegistryMirrors, in record: StoredRelease) -> Bool {
        for (image, place) in record.mirroredImages
        where mirrors.image(image, isContainers: true) != place { return false }
        guard mirrors.mapsImages else { return true }
        var mirroring = ImageMirroring(mirrors)
        for text in [record.manifest] + record.hooks.map(\.manifest) {
            do {
                for document in try YAML.decodeAll(text, file: "manifest", rules: .helm) {
                    _ = mirroring.mirrored(document.value)
                }
            } catch {
                return false
            }
        }
        return mirroring.images.isEmpty
    }

    private mutating func changed(_ object: Value) -> (value: Value, yaml: String)? {
        guard object.object != nil else { return nil }
        let mirrored = mirrored(object)
        guard mirrored != object else { return nil }
        var yaml = YAML.encode(mirrored)
        if yaml.hasSuffix("\n") { yaml.removeLast() }
        return (mirrored, yaml)
    }

    // MARK: - Objects

    mutating func mirrored(_ object: Value) -> Value {
        guard let kind = object["kind"]?.string, !["CustomResourceDefinition", "Secret"].contains(kind) else {
            return object
        }
        if kind == "List", let items = object["items"]?.array, var list = object.object {
            var mirroredItems: [Value] = []
            for item in items { mirroredItems.append(mirrored(item)) }
            list["items"] = .array(mirroredItems)
            return .object(list)
        }
        let place = [object["metadata"]?["namespace"]?.string, object["metadata"]?["name"]?.string]
        let title = "\(kind) \(place.compactMap(\.self).joined(separator: "/"))"
        return walk(object, ValuePath(), title, isContainer: false)
    }

    /// Keys below which stand containers.
    private static let containers: Set<String> = ["containers", "initContainers", "ephemeralContainers"]

    private mutating func walk(_ value: Value, _ path: ValuePath, _ title: String, isContainer: Bool) -> Value {
        switch value {
        case .object(let members):
            var members = members
            let taken = takeImage(&members, isContainer: isContainer)
            for (key, member) in members where !Self.untouched.contains(key) && !taken.contains(key) {
                let place = path.appending(key: key)
                guard Self.containers.contains(key), let elements = member.array else {
                    members[key] = walk(member, place, title, isContainer: false)
                    continue
                }
                members[key] = walk(elements, place, title, areContainers: true)
            }
            return .object(members)
        case .array(let elements): return walk(elements, path, title, areContainers: false)
        case .string(let text):
            note(text, path, title)
            return value
        default: return value
        }
    }

    private mutating func walk(
        _ elements: [Value], _ path: ValuePath, _ title: String, areContainers: Bool
    ) -> Value {
        var walked: [Value] = []
        for (index, element) in elements.enumerated() {
            walked.append(walk(element, path.appending(index: index), title, isContainer: areContainers))
        }
        return .array(walked)
    }

    private static let untouched: Set<String> = ["apiVersion", "kind", "metadata", "status"]

    /// - Returns: keys that need no further look.
    private mutating func takeImage(_ members: inout Object, isContainer: Bool) -> Set<String> {
        if let image = members["image"]?.string {
            if let place = mirrors.image(image, isContainers: isContainer) {
                members["image"] = .string(place)
                images[image] = place
                return ["image"]
            }
            // As NVIDIA's operators write it: the last part of the name apart from what is before it.
            if !image.contains("/"), let repository = members["repository"]?.string {
                let whole = "\(repository)/\(image)"
                if let place = mirrors.image(whole, isContainers: false), let slash = place.lastIndex(of: "/") {
                    members["repository"] = .string(String(place[..<slash]))
                    members["image"] = .string(String(place[place.index(after: slash)...]))
                    images[whole] = place
                }
                return ["image", "repository"]
            }
            return ["image"]
        }
        // A volume that is an image.
        if let volume = members["image"]?.object, let image = volume["reference"]?.string,
            let place = mirrors.image(image, isContainers: true)
        {
            var volume = volume
            volume["reference"] = .string(place)
            members["image"] = .object(volume)
            images[image] = place
            return ["image"]
        }
        return []
    }

    /// Texts within which an image is named, such as arguments and variables of an operator.
    private mutating func note(_ text: String, _ path: ValuePath, _ title: String) {
        guard left.count < Self.most, text.utf8.contains(UInt8(ascii: "/")) else { return }
        let parts = text.split { character in
            !(character.isASCII && (character.isLetter || character.isNumber || "._/:@-".contains(character)))
        }
        for part in parts where mirrors.image(String(part), isContainers: false) != nil {
            let words = "\(part) in \(path) of \(title)"
            if left.count < Self.most, !left.contains(words) { left.append(words) }
        }
    }
}

// MARK: - Records

extension StoredRelease {
    /// Where its images were taken from; nil in records of Helm's, and where nothing was said about it.
    var mirrors: RegistryMirrors? {
        guard let value = body[Self.mirrorsKey]?["mirrors"]?.object else { return nil }
        // Written by the same rules: what does not fit them is somebody else's, and says nothing.
        do { return try RegistryMirrors(value) } catch { return nil }
    }

    /// What was put elsewhere, by what it was called before.
    var mirroredImages: [String: String] {
        var images: [String: String] = [:]
        for (image, place) in body[Self.mirrorsKey]?["images"]?.object ?? [:] { images[image] = place.string ?? "" }
        return images
    }

    mutating func note(_ mirrors: RegistryMirrors, _ images: [String: String]) {
        guard !mirrors.isEmpty else { return }
        body[Self.mirrorsKey] = [
            "mirrors": .object(mirrors.value),
            "images": .object(Object(images.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }

    /// Helm drops the key when it makes the next revision.
    private static let mirrorsKey = "registries"
}
