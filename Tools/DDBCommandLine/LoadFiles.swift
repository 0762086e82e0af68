import ArgumentParser
import DDBBase
import DDBDigest
import DDBFiles
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The files that `--from` names, as its source finds them.
struct LoadFiles {
    let paths: [String]
    /// The endings of files in folders.
    let suffixes: [String]

    /// Refuses files to write that are one, or that would be read: a load that reads what it
    /// writes never ends.
    ///
    /// - Parameter outputs: Options, and the paths that they name.
    func refuse(_ outputs: [(option: String, path: String?)]) throws {
        let outputs = outputs.compactMap { output in output.path.map { (output.option, $0) } }
        guard !outputs.isEmpty else { return }
        // A file that is not there yet is there when a folder or a pattern is looked through, so
        // it is made for the while.
        let made = outputs.map(\.1).filter { path in
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
            return descriptor >= 0
        }
        defer { for path in made { unlink(path) } }
        var options: [FileIdentity: String] = [:]
        for (option, path) in outputs {
            // What cannot be written is told by who writes it.
            guard let file = FileIdentity(path: path), file.isRegular else { continue }
            if let other = options.updateValue(option, forKey: file) {
                throw ValidationError("\(other) and \(option) name the same file, '\(path)'.")
            }
        }
        for path in try FileFinder.find(paths, suffixes: suffixes) where path != "-" {
            guard let option = FileIdentity(path: path).flatMap({ options[$0] }) else { continue }
            throw ValidationError(
                "The file of \(option) is '\(path)', which is one of those that are read: what is"
                    + " written would be read. Name another file.")
        }
    }

    /// What tells these files from others, and from themselves once they have changed: a digest
    /// of their paths, sizes and times of modification.
    ///
    /// - Throws: Where one is a pipe or a device, which cannot be read again from where a load was.
    func fingerprint() throws -> String {
        var digest = try StreamingDigest(.sha256)
        for path in try FileFinder.find(paths, suffixes: suffixes) {
            guard let status = Self.status(path) else {
                throw CommandFailure(.notFound, "There is no file '\(path)'.")
            }
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw ValidationError(
                    "--resume needs files that can be read again, and '\(path)' is a pipe or a"
                        + " device: save what it gives in a file, or leave out --resume.")
            }
            #if canImport(Darwin)
            let time = status.st_mtimespec
            #else
            let time = status.st_mtim
            #endif
            // No path has a zero byte.
            let line = "\(path)\0\(status.st_size) \(time.tv_sec) \(time.tv_nsec)\0"
            let bytes = Array(line.utf8)
            try digest.update(bytes.span.bytes)
        }
        return try digest.finish().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
