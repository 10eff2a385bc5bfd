# As systemd does for socket units: listens, starts the program on those sockets again whenever it ends, and accepts nothing
# itself. Arguments: the program and its own. A socket for each name in $SOCKETS, one when there are none. Says "listening
# PORT…" and, at each start, "started PID".
use strict;
use warnings;
use Fcntl qw(F_DUPFD);
use IO::Socket::INET;
use POSIX ();

$| = 1;
$^F = 100;  # descriptors up to that one stay open over exec
my @names = split / /, $ENV{SOCKETS} // "chatter.socket";
my @sockets = map { IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 1024) or die "cannot listen: $!" } @names;
print join(" ", "listening", map { $_->sockport } @sockets), "\n";
my $child = 0;
$SIG{TERM} = sub { kill "KILL", $child if $child; exit 0 };
while (1) {
    $child = fork // die "cannot fork: $!";
    if ($child == 0) {
        $SIG{TERM} = "DEFAULT";
        # By way of higher ones, where none is in another's place.
        my @high = map { fcntl($_, F_DUPFD, 50) } @sockets;
        POSIX::dup2($high[$_], 3 + $_) for 0 .. $#high;
        @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, scalar @names, join ":", @names);
        exec @ARGV or POSIX::_exit(127);
    }
    print "started $child\n";
    waitpid $child, 0;
    print "ended ", $? >> 8, "\n";
}
