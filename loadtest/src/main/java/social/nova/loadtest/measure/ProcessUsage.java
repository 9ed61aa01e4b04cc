package social.nova.loadtest.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What processes have used of the machine so far, from `/proc`.
///
/// @param cpuMicros user and system time of all their threads, in microseconds; the kernel counts in steps of 10,000
/// @param residentBytes memory they hold now
public record ProcessUsage(long cpuMicros, long residentBytes) {
    private static final long MICROS_A_TICK = 10_000;
    private static final long PAGE = 4_096;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int USER_TIME_OF_ENDED = 13;
    private static final int SYSTEM_TIME_OF_ENDED = 14;
    private static final int RESIDENT_PAGES = 21;

    /// Of those that have not ended.
    public static ProcessUsage of(List<Long> pids) {
        long ticks = 0;
        long pages = 0;
        for (var pid : pids) {
            var fields = fieldsAfterTheName(pid);
            if (fields.length == 0) {
                continue;
            }
            ticks += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
            pages += Long.parseLong(fields[RESIDENT_PAGES]);
        }
        return new ProcessUsage(ticks * MICROS_A_TICK, pages * PAGE);
    }

    public static ProcessUsage ofThisProcess() {
        return of(List.of(ProcessHandle.current().pid()));
    }

    /// Of a process and its children, of those that have ended the time they used.
    public static ProcessUsage ofFamily(long parent) {
        var children = ProcessHandle.of(parent).stream().flatMap(ProcessHandle::children);
        var now = of(Stream.concat(Stream.of(parent), children.map(ProcessHandle::pid))
                .toList());
        var fields = fieldsAfterTheName(parent);
        var ended = fields.length == 0
                ? 0
                : Long.parseLong(fields[USER_TIME_OF_ENDED]) + Long.parseLong(fields[SYSTEM_TIME_OF_ENDED]);
        return new ProcessUsage(now.cpuMicros + ended * MICROS_A_TICK, now.residentBytes);
    }

    public ProcessUsage since(ProcessUsage earlier) {
        return new ProcessUsage(cpuMicros - earlier.cpuMicros, residentBytes - earlier.residentBytes);
    }

    // The name, in parentheses, may hold anything, spaces too.
    private static String[] fieldsAfterTheName(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException _) {
            return new String[0];
        }
    }
}
