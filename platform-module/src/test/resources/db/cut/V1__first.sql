CREATE TABLE cut_installation (id INT NOT NULL PRIMARY KEY);
INSERT INTO cut_installation (id) VALUES (1);
CREATE TABLE cut_two (id INT NOT NULL PRIMARY KEY, FOREIGN KEY (id) REFERENCES cut_installation (id));
CREATE TABLE cut_three (id INT NOT NULL PRIMARY KEY);
