package social.nova.http.planted;

import java.sql.Connection;

record AsksTheDatabase(Connection connection) {}
